import { serverErrors } from '../../recording/server-errors.ts';
import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

const BY_ROUTE = [...BY_SERVICE, 'http.route'];

export const routeFailing: AlertSource = {
  name: 'RouteFailing',
  area: 'http',
  severity: 'page',
  needs: 'http',
  for: '3m',
  labels: BY_ROUTE,
  summary:
    '{{ $labels.service_name }} {{ $labels.http_route }}: {{ $value | humanizePercentage }} of the requests fail',
  description:
    'Within ten minutes {{ $labels.service_name }} failed {{ $value | humanizePercentage }} of the requests to {{ $labels.http_route }}. Errors of the client do not count.',
  dashboard: 'service',
  thresholds: ['routeFailureShare', 'routeFailures'],
  runbook: {
    meaning:
      'One route ends with 5xx, or breaks off, for a large share of its requests. An SLO of the whole service may not show it, when the route is one of many.',
    impact: 'Whoever uses this route sees errors now.',
    diagnosis: [
      {
        step: 'See which errors, and since when.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('http.route', 'error.type')}) (rate(${q.metric('http.server.request.duration', 'count')}{${scope.selector}, ${serverErrors(q)}}[5m]))`,
      },
      {
        step: 'See whether it is one process or one version.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('service.version', 'service.instance.id')}) (rate(${q.metric('http.server.request.duration', 'count')}{${scope.selector}, ${serverErrors(q)}}[5m]))`,
      },
      {
        step: 'See whether a database behind it fails, too.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('db.system.name', 'error.type')}) (rate(${q.metric('db.client.operation.duration', 'count')}{${scope.selector}, ${q.label('error.type')}!=""}[5m]))`,
      },
      {
        step: 'Open the trace of a failed request from the dashboard of the service: its deepest failing span names the cause.',
      },
    ],
    mitigation: [
      'A new version: roll back.',
      'One process: end it; the others take its requests.',
      'A dependency: see its alerts; answer from a cache, or say 503 at once instead of late.',
      'One client sends what breaks the route: refuse it at the edge.',
    ],
    escalation:
      'The owners of the service at once; tell the users after 15 minutes, with what works in the meantime.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const count = q.metric('http.server.request.duration', 'count');
    const by = `sum by (${q.byService('http.route')})`;
    const failed = `${count}{${scope.selector}, ${serverErrors(q)}}`;
    return `${by} (rate(${failed}[10m]))
/
(${by} (rate(${count}{${scope.selector}}[10m])) > 0)
> ${limit(context, 'routeFailureShare')}
and
${by} (increase(${failed}[10m])) >= ${limit(context, 'routeFailures')}`;
  },
  tests: (context) => {
    const requests = (route: string, errorType: string, values: string, instance = 'a') =>
      series(
        context,
        'http.server.request.duration:count',
        { 'http.route': route, 'error.type': errorType, 'service.instance.id': instance },
        values,
      );
    return [
      {
        name: 'fires for the route that fails, and not for its neighbour',
        input: [
          requests('/sites', '', '0+100x40'),
          requests('/sites', '500', '0x10 0+50x30'),
          requests('/health', '', '0+100x40'),
        ],
        alerts: [
          { at: '10m', firing: [] },
          { at: '25m', firing: [labelsOf(context, { 'http.route': '/sites' })] },
        ],
      },
      {
        name: 'is silent about a failure at night, clients that leave, a route that nobody asks, and a restart',
        input: [
          requests('/night', '', '0x40'),
          requests('/night', '500', '0x10 1x30'),
          requests('/left', '', '0+10x40'),
          requests('/left', 'client_disconnect', '0+90x40'),
          requests('/quiet', '', '500x40'),
          requests('/quiet', '500', '400x40'),
          requests('/restart', '500', '900x20'),
          requests('/restart', '500', '_x18 0x20', 'b'),
          requests('/restart', '', '0+100x20', 'a'),
          requests('/restart', '', '_x18 0+100x20', 'b'),
        ],
        alerts: [
          { at: '15m', firing: [] },
          { at: '30m', firing: [] },
        ],
      },
    ];
  },
};
