import type { RuleContext } from '../../rules/recording-source.ts';
import { serverErrors } from '../../rules/recording/server-errors.ts';
import type { Panel } from '../dashboard-source.ts';
import { legend } from '../parts/labels.ts';
import { now, query, rising, stat } from '../parts/panels.ts';
import { createPhrases, share } from '../parts/phrases.ts';
import { DURATION, chosenRoute } from './http-queries.ts';

export function present(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, quantile, sum, series } = createPhrases(q);
  const where = chosenRoute(context);
  const failed = `${where}, ${serverErrors(q)}`;
  return [
    stat({
      title: 'Requests',
      description:
        'Requests answered per second, by the chosen routes. A sudden fall is as bad as errors.',
      unit: '{request}/s',
      queries: [query(rate(DURATION, { where }, 'count'))],
    }),
    stat({
      title: 'Errors',
      description:
        'Share of requests that the service failed: 5xx and broken responses, not those that the client left. Worry above 1 %.',
      unit: '1',
      decimals: 2,
      steps: rising(0.001, 0.01),
      noValue: 'no requests',
      queries: [
        query(
          share(rate(DURATION, { where: failed }, 'count'), rate(DURATION, { where }, 'count')),
        ),
      ],
    }),
    stat({
      title: '95th percentile',
      description: 'Nineteen of twenty requests are answered within this time.',
      unit: 's',
      steps: rising(0.5, 1),
      noValue: 'no requests',
      queries: [query(quantile(0.95, DURATION, { where }))],
    }),
    stat({
      title: 'In flight',
      description:
        'Requests that are being answered. Rising with a flat rate means that answers get slower.',
      unit: '{request}',
      queries: [query(sum('http.server.active_requests'))],
    }),
    stat({
      title: 'Ready instances',
      description: 'Instances whose readiness probe passes or warns, which is who gets requests.',
      unit: '{instance}',
      steps: [
        { from: -Infinity, color: 'red' },
        { from: 1, color: 'green' },
      ],
      queries: [
        query(
          sum('fluxora.health.probe.status', {
            where: `${q.label('fluxora.health.probe')}="readiness", ${q.label('fluxora.health.status')}=~"pass|warn"`,
          }),
        ),
      ],
    }),
    stat({
      title: 'Version',
      description:
        'Versions that run, with how many instances. Two at a time are a deployment under way.',
      unit: '{instance}',
      options: { textMode: 'value_and_name' },
      queries: [
        now(
          `count by (${q.labels('service.version')}) (${series('process.uptime')})`,
          legend(q, 'service.version'),
        ),
      ],
    }),
  ];
}
