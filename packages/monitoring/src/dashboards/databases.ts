import type { DashboardSource } from './dashboard-source.ts';
import { caches } from './databases/caches.ts';
import { instances } from './databases/details.ts';
import { operations } from './databases/operations.ts';
import { pools } from './databases/pools.ts';
import { present } from './databases/present.ts';
import { DURATION } from './databases/client-queries.ts';
import { emits } from './parts/emits.ts';
import { collapsed, row } from './parts/panels.ts';
import { environmentVariable, labelVariable, serviceVariable } from './parts/variables.ts';

/** Databases, pools of connections and caches as the services see them. The servers themselves are on `servers`. */
export const databases: DashboardSource = {
  name: 'databases',
  isWanted: (context) => emits(context, 'databases', 'pools', 'caches'),
  dashboard: (context) => ({
    title: 'Databases',
    description:
      'What services ask of databases, how long they wait for connections, and what caches spare them. Seen from the services: the servers themselves are on the dashboard Servers.',
    tags: ['databases'],
    audience: 'engineer',
    variables: [
      environmentVariable(context),
      serviceVariable(context),
      ...(emits(context, 'databases')
        ? [
            labelVariable(context, 'system', 'Database', 'db.system.name', {
              metric: DURATION,
              part: 'count',
            }),
          ]
        : []),
    ],
    rows: [
      row('Now', present(context)),
      ...(emits(context, 'databases') ? [row('Operations', operations(context))] : []),
      ...(emits(context, 'pools') ? [row('Connections', pools(context))] : []),
      ...(emits(context, 'caches') ? [row('Caches', caches(context))] : []),
      collapsed('Instances', instances(context)),
    ],
  }),
};
