import type { DashboardSource } from './dashboard-source.ts';
import { emits } from './parts/emits.ts';
import { collapsed, row } from './parts/panels.ts';
import { environmentVariable, labelVariable, serviceVariable } from './parts/variables.ts';
import { evidence, history, instances, streams } from './service/details.ts';
import { health } from './service/health.ts';
import { present } from './service/present.ts';
import { requests } from './service/requests.ts';
import { routes } from './service/routes.ts';
import { runtime } from './service/runtime.ts';
import { DURATION } from './service/http-queries.ts';
import { dependencies } from './service/dependencies.ts';

/** One service, from its requests down to its instances. */
export const service: DashboardSource = {
  name: 'service',
  isWanted: (context) => emits(context, 'http'),
  dashboard: (context) => ({
    title: 'Service',
    description:
      'Rate, errors and duration of one service, by route, with the way to its traces and logs; its health, its Node.js, what it depends on, and its instances.',
    tags: ['http'],
    audience: 'engineer',
    variables: [
      environmentVariable(context),
      serviceVariable(context, { metric: DURATION, part: 'count' }, { isMulti: false }),
      labelVariable(context, 'route', 'Route', 'http.route', { metric: DURATION, part: 'count' }),
      labelVariable(context, 'instance', 'Instance', 'service.instance.id', {
        metric: 'process.uptime',
      }),
    ],
    rows: [
      row('Now', present(context)),
      row('Requests', requests(context)),
      row('Routes', routes(context)),
      row('Health', health(context)),
      row('Node.js', runtime(context)),
      ...dependencies(context),
      collapsed('Weeks and months', history(context)),
      collapsed('Streams', streams(context)),
      collapsed('Instances', instances(context)),
      collapsed('Traces and logs', evidence(context)),
    ],
  }),
};
