import type { AlertContext, AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { recorded } from '../support/recorded.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

export const responsesSlow: AlertSource = {
  name: 'ResponsesSlow',
  area: 'http',
  severity: 'ticket',
  needs: 'http',
  for: '10m',
  labels: BY_SERVICE,
  summary:
    '{{ $labels.service_name }} answers slower than usual: 95 % within {{ $value | humanizeDuration }}',
  description:
    '95 of 100 requests to {{ $labels.service_name }} are answered within {{ $value | humanizeDuration }}, which is a multiple of what is normal at this hour of the week.',
  dashboard: 'service',
  thresholds: ['slownessFactor', 'slowResponse', 'comparedRequestRate'],
  runbook: {
    meaning:
      'The 95th percentile of the duration lies far above its median of the last four weeks at this hour. It says that something changed, whatever the SLO.',
    impact: 'Users wait longer than they are used to. Where an SLO on latency burns, that pages.',
    diagnosis: [
      {
        step: 'See which route it is.',
        query: ({ q, scope }) =>
          `topk(5, histogram_quantile(0.95, sum by (${q.byService('http.route')}, le) (rate(${q.metric('http.server.request.duration', 'bucket')}{${scope.selector}}[10m]))))`,
      },
      {
        step: 'See whether the event loop is busy: then everything is slow.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id')}) (${q.metric('nodejs.eventloop.utilization')}{${scope.selector}})`,
      },
      {
        step: 'See whether a database or a pool makes it wait.',
        query: ({ q, scope }) =>
          `histogram_quantile(0.95, sum by (${q.byService('db.system.name', 'db.operation.name')}, le) (rate(${q.metric('db.client.operation.duration', 'bucket')}{${scope.selector}}[10m])))`,
      },
      {
        step: 'See whether a cache hits less than usual.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.cache.name', 'fluxora.cache.outcome')}) (rate(${q.metric('fluxora.cache.requests')}{${scope.selector}}[10m]))`,
      },
    ],
    mitigation: [
      'A new version: roll back, or compare a slow trace with one of the day before.',
      'More requests than usual: start more processes.',
      'A slow dependency: see its alerts.',
    ],
    escalation: 'The owners of the service, within the working day.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const duration = p95(context);
    return `${duration} > ${limit(context, 'slowResponse')}
and
${duration} > on (${q.byService()}) ${limit(context, 'slownessFactor')} * baseline:http_duration:median{${scope.selector}}
and
sum by (${q.byService()}) (rate(${q.metric('http.server.request.duration', 'count')}{${scope.selector}}[10m])) > ${limit(context, 'comparedRequestRate')}`;
  },
  tests: (context) => {
    const requests = (fast: string, all: string) => [
      series(context, 'http.server.request.duration:bucket', { le: '0.1' }, fast),
      series(context, 'http.server.request.duration:bucket', { le: '0.5' }, all),
      series(context, 'http.server.request.duration:bucket', { le: '+Inf' }, all),
      series(context, 'http.server.request.duration:count', {}, all),
    ];
    const usual = (values: string) =>
      recorded(context, 'baseline:http_duration:median', {}, values);
    return [
      {
        name: 'fires when most answers take many times as long as usual',
        input: [...requests('0+120x10 1200+12x50', '0+120x60'), usual('0.09x60')],
        alerts: [
          { at: '15m', firing: [] },
          { at: '35m', firing: [labelsOf(context)] },
        ],
      },
      {
        name: 'is silent when that is how it always is, and without a past',
        input: [...requests('0+12x60', '0+120x60'), usual('0.3x30')],
        alerts: [
          { at: '25m', firing: [] },
          { at: '55m', firing: [] },
        ],
      },
      {
        name: 'is silent with hardly any requests',
        input: [...requests('0x60', '0+2x60'), usual('0.01x60')],
        alerts: [{ at: '50m', firing: [] }],
      },
    ];
  },
};

function p95({ q, scope }: AlertContext): string {
  return `histogram_quantile(0.95, sum by (${q.byService()}, le) (rate(${q.metric('http.server.request.duration', 'bucket')}{${scope.selector}}[10m])))`;
}
