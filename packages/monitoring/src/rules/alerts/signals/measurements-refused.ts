import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { growth } from '../support/growth.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf } from '../support/series.ts';
import { CAUSE, droppedSeries } from './dropped-series.ts';

export const measurementsRefused: AlertSource = {
  name: 'MeasurementsRefused',
  area: 'signals',
  severity: 'ticket',
  for: '10m',
  labels: [...BY_SERVICE, CAUSE],
  summary:
    '{{ $labels.service_name }} records what is no measurement: {{ $value | humanize }} dropped ({{ $labels.fluxora_telemetry_cause }})',
  description:
    'Within an hour {{ $labels.service_name }} recorded {{ $value | humanize }} values or attributes that its catalog does not allow: {{ $labels.fluxora_telemetry_cause }}. They are missing in metrics, dashboards and alerts.',
  dashboard: 'telemetry',
  thresholds: ['measurementsRefused'],
  runbook: {
    meaning:
      'A mistake in the code of the service: a value that is NaN, infinite or negative where it must not be, or an attribute that its catalog does not declare.',
    impact:
      'What depends on these measurements shows less than there is; an alert on them may stay silent.',
    diagnosis: [
      {
        step: 'See which causes, since when, and whether with a version.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('service.version', CAUSE)}) (increase(${q.metric('fluxora.telemetry.dropped')}{${scope.selector}}[1h])) > 0`,
      },
      {
        step: 'Read the warning `telemetry/guard` in the log of the service: it was said once, with the metric and the value.',
      },
    ],
    mitigation: [
      'Correct the place that the warning names.',
      'The attribute is wanted: declare it in the catalog.',
    ],
    escalation: 'The owners of the service, within the working week.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    return `sum by (${q.byService(CAUSE)}) ${growth(`${q.metric('fluxora.telemetry.dropped')}{${scope.selector}, ${q.label(CAUSE)}=~"nan|infinity|negative|not_a_number|undeclared|unknown_attribute|bad_attribute|missing_attribute"}`, '1h')} > ${limit(context, 'measurementsRefused')}`;
  },
  tests: (context) => {
    const dropped = (cause: string, values: string) =>
      droppedSeries(context, 'metrics', cause, values);
    return [
      {
        name: 'fires when a measurement is no number at every request',
        input: [dropped('nan', '_x130 20+20x60')],
        alerts: [
          { at: '134m', firing: [] },
          { at: '170m', firing: [labelsOf(context, { [CAUSE]: 'nan' })] },
        ],
      },
      {
        name: 'is silent about odd ones, and leaves lost exports to others',
        input: [dropped('negative', '0x130 12x60'), dropped('export_failed', '0+100x190')],
        alerts: [{ at: '170m', firing: [] }],
      },
    ];
  },
};
