import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { recorded } from '../support/recorded.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

export const usageDropped: AlertSource = {
  name: 'UsageDropped',
  area: 'business',
  severity: 'ticket',
  needs: 'usage',
  for: '30m',
  labels: BY_SERVICE,
  summary: '{{ $labels.service_name }} is used {{ $value | humanizePercentage }} as much as usual',
  description:
    'Over an hour the features of {{ $labels.service_name }} were used {{ $value | humanizePercentage }} as often as is normal at this hour of the week.',
  dashboard: 'business',
  thresholds: ['usageShare', 'usageRate'],
  runbook: {
    meaning:
      'Users do far less than in the last four weeks at this hour. The service may answer every request well, and still something keeps them away.',
    impact:
      'Work of customers is not done, or is done elsewhere; those who decide about the product want to know.',
    diagnosis: [
      {
        step: 'See which features: one points to a change of it, all to the way in (login, navigation).',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.usage.feature')}) (rate(${q.metric('fluxora.usage.events')}{${scope.selector}}[1h]))`,
      },
      {
        step: 'See which plans.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.usage.plan')}) (rate(${q.metric('fluxora.usage.events')}{${scope.selector}}[1h]))`,
      },
      {
        step: 'See whether requests fell as well, or users come and do nothing.',
        query: ({ q, scope }) =>
          `sum by (${q.byService()}) (rate(${q.metric('http.server.request.duration', 'count')}{${scope.selector}}[1h])) / on (${q.byService()}) baseline:http_requests:median{${scope.selector}}`,
      },
      {
        step: 'See in the calendar whether it is a holiday, and on the dashboards whether something was deployed at that time.',
      },
    ],
    mitigation: [
      'A deployment: try the feature yourself as a user; roll back when it does not work.',
      'Telemetry of a feature that was renamed: give the new name in `defineUsage`, and silence until its past has grown.',
      'A holiday: nothing.',
    ],
    escalation: 'The owners of the product, within the working day.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const usual = `(baseline:usage_events:median{${scope.selector}} > ${limit(context, 'usageRate')})`;
    return `(sum by (${q.byService()}) (rate(${q.metric('fluxora.usage.events')}{${scope.selector}}[1h])) or ${usual} * 0)
/ on (${q.byService()})
${usual}
< ${limit(context, 'usageShare')}`;
  },
  tests: (context) => {
    const events = (values: string) =>
      series(context, 'fluxora.usage.events', { 'fluxora.usage.feature': 'export' }, values);
    const usual = (values: string) => recorded(context, 'baseline:usage_events:median', {}, values);
    return [
      {
        name: 'fires when users stay away',
        input: [events('0+60x80 4800+3x200'), usual('1x300')],
        alerts: [
          { at: '100m', firing: [] },
          { at: '200m', firing: [labelsOf(context)] },
        ],
      },
      {
        name: 'is silent at two thirds, and where little is usual',
        input: [events('0+40x200 8000x200'), usual('1x200 0.001x200')],
        alerts: [
          { at: '190m', firing: [] },
          { at: '390m', firing: [] },
        ],
      },
    ];
  },
};
