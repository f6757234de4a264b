import type { AlertContext, AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { recorded } from '../support/recorded.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

export const trafficDropped: AlertSource = {
  name: 'TrafficDropped',
  area: 'http',
  severity: 'page',
  needs: 'http',
  for: '10m',
  labels: BY_SERVICE,
  summary:
    '{{ $labels.service_name }} gets {{ $value | humanizePercentage }} of its usual requests',
  description:
    'For ten minutes {{ $labels.service_name }} has had {{ $value | humanizePercentage }} of the requests that are normal at this hour of the week. Requests that do not arrive cannot fail: no other alert sees them.',
  dashboard: 'service',
  thresholds: ['trafficShare', 'comparedRequestRate'],
  inhibits: [{ alert: 'UsageDropped', equal: BY_SERVICE }],
  runbook: {
    meaning:
      'The service works, and hardly anybody comes, compared with the median of this hour in the last four weeks.',
    impact:
      'Most likely users cannot reach it: name resolution, certificate, load balancer, a client that broke.',
    diagnosis: [
      {
        step: 'See the requests beside what is normal.',
        query: ({ q, scope }) =>
          `sum by (${q.byService()}) (rate(${q.metric('http.server.request.duration', 'count')}{${scope.selector}}[5m])) / on (${q.byService()}) baseline:http_requests:median{${scope.selector}}`,
      },
      {
        step: 'See which routes are missing. All point to the way there, one to a client.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('http.route')}) (rate(${q.metric('http.server.request.duration', 'count')}{${scope.selector}}[5m]))`,
      },
      {
        step: 'See whether processes are ready: the load balancer leaves out those that are not.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id', 'fluxora.health.status')}) (${q.metric('fluxora.health.probe.status')}{${scope.selector}, ${q.label('fluxora.health.probe')}="readiness"}) == 1`,
      },
      {
        step: 'Ask for a page from outside, by the name that users use, and look at the certificate.',
      },
    ],
    mitigation: [
      'Mend the way there: DNS, certificate, load balancer, the route of the ingress.',
      'A client of ours stopped: its owners.',
      'A holiday, or a client that was moved away: silence it until the past has caught up (two weeks).',
    ],
    escalation:
      'Whoever runs the network and the load balancer at once; tell the users when a request from outside fails.',
    reviewed: REVIEWED,
  },
  // Nobody at all is 0, not nothing: where there is a past, the present is at least 0.
  expr: (context) => {
    const { q, scope } = context;
    const usual = `(baseline:http_requests:median{${scope.selector}} > ${limit(context, 'comparedRequestRate')})`;
    return `(${rate(context)} or ${usual} * 0)
/ on (${q.byService()})
${usual}
< ${limit(context, 'trafficShare')}`;
  },
  tests: (context) => {
    const requests = (values: string) =>
      series(context, 'http.server.request.duration:count', { 'http.route': '/sites' }, values);
    const usual = (values: string) =>
      recorded(context, 'baseline:http_requests:median', {}, values);
    return [
      {
        name: 'fires when hardly anybody comes any more',
        input: [requests('0+600x20 12000+6x50'), usual('10x70')],
        alerts: [
          { at: '30m', firing: [] },
          { at: '55m', firing: [labelsOf(context)] },
        ],
      },
      {
        name: 'fires when nobody has come since the start',
        input: [usual('10x70')],
        alerts: [{ at: '30m', firing: [labelsOf(context)] }],
      },
      {
        name: 'is silent at half of the usual, where little is usual, and without a past',
        input: [requests('0+300x70'), usual('10x35 0.01x10')],
        alerts: [
          { at: '32m', firing: [] },
          { at: '44m', firing: [] },
          { at: '65m', firing: [] },
        ],
      },
    ];
  },
};

function rate({ q, scope }: AlertContext): string {
  return `sum by (${q.byService()}) (rate(${q.metric('http.server.request.duration', 'count')}{${scope.selector}}[15m]))`;
}
