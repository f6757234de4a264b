export { defineMonitoring } from './define/define-monitoring.ts';
export type { Monitoring, MonitoringDefinition } from './define/monitoring.ts';
export { createPlan } from './create-plan.ts';
export { generate, type Generated, type GenerateOptions } from './generate.ts';
