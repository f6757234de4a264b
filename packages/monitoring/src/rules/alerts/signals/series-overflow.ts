import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { growth } from '../support/growth.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf } from '../support/series.ts';
import { CAUSE, droppedSeries } from './dropped-series.ts';

export const seriesOverflow: AlertSource = {
  name: 'SeriesOverflow',
  area: 'signals',
  severity: 'ticket',
  for: '10m',
  labels: [...BY_SERVICE, CAUSE],
  summary:
    '{{ $labels.service_name }} has too many label values: {{ $value | humanize }} measurements lost theirs',
  description:
    'Within an hour {{ $value | humanize }} measurements of {{ $labels.service_name }} were counted under `overflow`, since an attribute or a metric has more values than it may ({{ $labels.fluxora_telemetry_cause }}).',
  dashboard: 'telemetry',
  runbook: {
    meaning:
      '`attribute_overflow`: one attribute has more distinct values than it declares. `instrument_overflow`: a metric has more series than it may, by all its attributes together.',
    impact:
      'Totals stay right. Dashboards and alerts that tell these values apart miss the new ones.',
    diagnosis: [
      {
        step: 'See which service, since when, and whether with a version.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('service.version', CAUSE)}) (increase(${q.metric('fluxora.telemetry.dropped')}{${scope.selector}, ${q.label(CAUSE)}=~"attribute_overflow|instrument_overflow"}[1h])) > 0`,
      },
      {
        step: 'See which metrics have most series.',
        query: ({ scope }) => `topk(10, count by (__name__) ({${scope.selector}}))`,
      },
      {
        step: 'Read the warning `telemetry/guard` in the log of the service: it names the attribute and its limit.',
      },
    ],
    mitigation: [
      'A value from input (an id, a path, a date) is used as a label: take a fixed set of names.',
      'There really are that many: raise `maxValues` in the catalog, when the store can hold them.',
    ],
    escalation: 'The owners of the service, within the working week.',
    reviewed: REVIEWED,
  },
  expr: ({ q, scope }) =>
    `sum by (${q.byService(CAUSE)}) ${growth(`${q.metric('fluxora.telemetry.dropped')}{${scope.selector}, ${q.label(CAUSE)}=~"attribute_overflow|instrument_overflow"}`, '1h')} > 0`,
  tests: (context) => {
    const dropped = (cause: string, values: string) =>
      droppedSeries(context, 'metrics', cause, values);
    return [
      {
        name: 'fires when an attribute has more values than it may',
        input: [dropped('attribute_overflow', '_x130 7x60')],
        alerts: [
          { at: '135m', firing: [] },
          { at: '145m', firing: [labelsOf(context, { [CAUSE]: 'attribute_overflow' })] },
        ],
      },
      {
        name: 'is silent about what overflowed last week',
        input: [dropped('instrument_overflow', '900x190')],
        alerts: [{ at: '180m', firing: [] }],
      },
    ];
  },
};
