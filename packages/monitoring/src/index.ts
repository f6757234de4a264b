export { defineMonitoring } from './define/define-monitoring.ts';
export { createPlan } from './create-plan.ts';
