import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { legend } from '../parts/labels.ts';
import { graph, query } from '../parts/panels.ts';
import { createPhrases } from '../parts/phrases.ts';
import { PERCENTILES } from '../parts/styles.ts';
import { DURATION } from './http-queries.ts';

/** From recorded series, which last longer and cost less. */
export function history({ q }: RuleContext): readonly Panel[] {
  const { selector } = createPhrases(q);
  const recorded = (name: string): string => `sum (${name}{${selector}})`;
  return [
    graph({
      title: 'Requests against the usual',
      description:
        'Requests per second, and the band in which they were at this hour of the week in the weeks before. Outside of it, something is unusual, if not wrong.',
      unit: '{request}/s',
      width: 24,
      series: [
        { name: 'requests', color: 'green' },
        { name: '/usual/', color: 'text', isDashed: true },
      ],
      queries: [
        query(recorded('service:http_requests:rate5m'), 'requests'),
        query(recorded('baseline:http_requests:lower'), 'usual, lower bound'),
        query(recorded('baseline:http_requests:upper'), 'usual, upper bound'),
      ],
    }),
    graph({
      title: 'Errors of the day',
      description: 'Share of failed requests of the day before each point.',
      unit: '1',
      interval: '1h',
      queries: [query(`max (service:http_error_ratio:rate1d{${selector}})`, 'errors')],
    }),
    graph({
      title: 'Duration of the hour',
      description:
        'Median and 95th percentile of the hour before each point. A slope over weeks is growth that nobody noticed.',
      unit: 's',
      interval: '1h',
      series: PERCENTILES,
      queries: [
        query(`max (service:http_duration_seconds:p50_1h{${selector}})`, '50th percentile'),
        query(`max (service:http_duration_seconds:p95_1h{${selector}})`, '95th percentile'),
      ],
    }),
  ];
}

export function streams({ q }: RuleContext): readonly Panel[] {
  const { sum, quantile } = createPhrases(q);
  const kind = 'fluxora.http.server.stream.kind';
  return [
    graph({
      title: 'Open streams',
      description:
        'Server-sent events and upgraded connections that are open. Each holds memory until it ends.',
      unit: '{stream}',
      queries: [query(sum('fluxora.http.server.stream.active', { by: [kind] }), legend(q, kind))],
    }),
    graph({
      title: 'Duration of streams',
      description:
        'Median of how long streams stayed open. A fall means that they are cut off, as by a proxy.',
      unit: 's',
      queries: [
        query(
          quantile(0.5, 'fluxora.http.server.stream.duration', { by: [kind] }),
          legend(q, kind),
        ),
      ],
    }),
  ];
}

export function instances({ q }: RuleContext): readonly Panel[] {
  const { rate, quantile, max, sum } = createPhrases(q);
  const by = ['service.instance.id'];
  const where = `${q.label('service.instance.id')}=~"$instance"`;
  const choice = { by, where };
  const name = legend(q, ...by);
  return [
    graph({
      title: 'Requests by instance',
      description:
        'Requests per second. Uneven ones point at the load balancer or at an instance that is ill.',
      unit: '{request}/s',
      queries: [query(rate(DURATION, choice, 'count'), name)],
    }),
    graph({
      title: '95th percentile by instance',
      description:
        'One instance that is slow alone: look at its event loop and memory, or restart it.',
      unit: 's',
      queries: [query(quantile(0.95, DURATION, choice), name)],
    }),
    graph({
      title: 'Event loop by instance',
      description: 'Share of time in which the event loop is busy.',
      unit: '1',
      max: 1,
      queries: [query(max('nodejs.eventloop.utilization', choice), name)],
    }),
    graph({
      title: 'Memory by instance',
      description: 'Resident memory. A line that only rises until the instance is gone is a leak.',
      unit: 'By',
      queries: [query(sum('process.memory.usage', choice), name)],
    }),
  ];
}

export function evidence({ q }: RuleContext): readonly Panel[] {
  return [
    {
      kind: 'traces',
      title: 'Failed and slow requests',
      description: 'Traces of requests that failed or took longer than half a second.',
      width: 24,
      height: 9,
      queries: [
        {
          source: 'tempo',
          expr: '{ resource.service.name = "$service" && kind = server && (status = error || duration > 500ms) }',
        },
      ],
    },
    {
      kind: 'logs',
      title: 'Warnings and errors',
      description: 'Log records of the service that warn or worse. Each leads to its trace.',
      width: 24,
      height: 10,
      queries: [
        {
          source: 'loki',
          expr: `{${q.label('service.name')}="$service"} | severity_number >= 13`,
        },
      ],
    },
  ];
}
