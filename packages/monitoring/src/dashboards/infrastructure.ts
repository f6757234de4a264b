import type { DashboardSource } from './dashboard-source.ts';
import { containers } from './infrastructure/containers.ts';
import { devices, instances } from './infrastructure/details.ts';
import { hosts } from './infrastructure/hosts.ts';
import { present } from './infrastructure/present.ts';
import { processes, runtime } from './infrastructure/runtime.ts';
import { collapsed, row } from './parts/panels.ts';
import { environmentVariable, labelVariable, serviceVariable } from './parts/variables.ts';

/** Hosts, containers, processes and Node.js under the services. */
export const infrastructure: DashboardSource = {
  name: 'infrastructure',
  dashboard: (context) => ({
    title: 'Infrastructure',
    description:
      'What the services run on, as they see it themselves: hosts, containers, processes and Node.js. Servers and databases have dashboards of their own.',
    tags: ['infrastructure'],
    audience: 'engineer',
    variables: [
      environmentVariable(context),
      serviceVariable(context),
      labelVariable(context, 'host', 'Host', 'host.name', { metric: 'process.uptime' }),
    ],
    rows: [
      row('Now', present(context)),
      row('Hosts', hosts(context)),
      row('Node.js', runtime(context)),
      row('Processes', processes(context)),
      collapsed('Containers', containers(context)),
      collapsed('Disks and networks', devices(context)),
      collapsed('Instances', instances(context)),
    ],
  }),
};
