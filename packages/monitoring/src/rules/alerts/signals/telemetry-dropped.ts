import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { growth } from '../support/growth.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf } from '../support/series.ts';
import { CAUSE, SIGNAL, droppedSeries } from './dropped-series.ts';

export const telemetryDropped: AlertSource = {
  name: 'TelemetryDropped',
  area: 'signals',
  severity: 'ticket',
  for: '10m',
  labels: [...BY_SERVICE, SIGNAL, CAUSE],
  summary:
    '{{ $labels.service_name }} loses {{ $labels.fluxora_telemetry_signal }}: {{ $value | humanize }} dropped ({{ $labels.fluxora_telemetry_cause }})',
  description:
    'Within half an hour {{ $labels.service_name }} dropped {{ $value | humanize }} items of its {{ $labels.fluxora_telemetry_signal }} on the way to the Collector: {{ $labels.fluxora_telemetry_cause }}.',
  dashboard: 'telemetry',
  thresholds: ['telemetryDropped'],
  runbook: {
    meaning:
      '`queue_full`: more than could be sent. `export_failed`: the Collector did not answer. `export_rejected`: it refused. `oversize`: too large. `shutdown`: the process ended first. `callback_failed`, `sdk_failed`: mistakes in the process.',
    impact:
      'The service is well. Its traces, logs or metrics have holes: what happens meanwhile cannot be looked up later.',
    diagnosis: [
      {
        step: 'See which services have it: all point to the Collector, one to its network or its load.',
        query: ({ monitoring, q }) =>
          `sum by (${q.byService(SIGNAL, CAUSE)}) (increase(${q.metric('fluxora.telemetry.dropped')}{${q.label('deployment.environment.name')}="${monitoring.targets.environment}"}[30m])) > 0`,
      },
      {
        step: 'See whether the service makes more than usual: requests, or logs of an error that repeats.',
        query: ({ q, scope }) =>
          `sum by (${q.byService()}) (rate(${q.metric('http.server.request.duration', 'count')}{${scope.selector}}[5m]))`,
      },
      {
        step: 'In the container: `npx fluxora-telemetry doctor` sends test data and says what answers.',
      },
    ],
    mitigation: [
      'The Collector is away: its runbook.',
      '`queue_full`: a larger queue, fewer traces (sampling), fewer logs.',
      '`export_rejected`: the log of the Collector says why; often a size or a token.',
      '`shutdown`: have the process end with `await telemetry.shutdown()`.',
    ],
    escalation:
      'Whoever runs the Collector when all services have it; else the owners of the service, within the working day.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    return `sum by (${q.byService(SIGNAL, CAUSE)}) ${growth(`${q.metric('fluxora.telemetry.dropped')}{${scope.selector}, ${q.label(CAUSE)}=~"queue_full|export_failed|export_rejected|oversize|shutdown|callback_failed|sdk_failed"}`, '30m')} > ${limit(context, 'telemetryDropped')}`;
  },
  tests: (context) => {
    const dropped = (cause: string, values: string) =>
      droppedSeries(context, 'traces', cause, values);
    return [
      {
        name: 'fires when exports fail again and again',
        input: [dropped('export_failed', '0x70 0+50x60')],
        alerts: [
          { at: '75m', firing: [] },
          {
            at: '110m',
            firing: [labelsOf(context, { [SIGNAL]: 'traces', [CAUSE]: 'export_failed' })],
          },
        ],
      },
      {
        name: 'is silent about a few at a deployment, and leaves mistakes of the code to others',
        input: [dropped('shutdown', '_x70 40x60'), dropped('nan', '0+100x130')],
        alerts: [{ at: '100m', firing: [] }],
      },
    ];
  },
};
