import type { Output } from '../output.ts';
import { dashboardJson } from './dashboard-json.ts';
import { FOLDERS, provisioningFiles } from './provisioning.ts';

/** Dashboards in a folder per audience, and the provisioning that makes Grafana load them. */
export const grafanaOutput: Output = {
  name: 'grafana',
  files: (plan) => [
    ...plan.dashboards.map((planned) => ({
      path: `grafana/dashboards/${FOLDERS[planned.dashboard.audience].path}/${planned.name}.json`,
      content: `${JSON.stringify(dashboardJson(planned, plan), undefined, 2)}\n`,
    })),
    ...provisioningFiles(plan),
  ],
};
