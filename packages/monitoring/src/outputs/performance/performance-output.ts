import type { Output } from '../output.ts';
import { autocannonRunner } from './autocannon-runner.ts';
import { k6Script } from './k6-script.ts';
import { loadPlan } from './load-plan.ts';

/** Performance tests whose thresholds are the SLOs: one plan, a script for k6 and a runner for autocannon. */
export const performanceOutput: Output = {
  name: 'performance',
  files: ({ monitoring }) => {
    const services = loadPlan(monitoring);
    return services.length === 0
      ? []
      : [
          { path: 'performance/plan.json', content: `${JSON.stringify(services, null, 2)}\n` },
          { path: 'performance/k6.js', content: k6Script },
          { path: 'performance/autocannon.mjs', content: autocannonRunner, isExecutable: true },
        ];
  },
};
