import type { AlertContext, AlertSource } from '../alert-source.ts';
import type { RuleTest } from '../rule-test.ts';
import { series } from '../test-series.ts';
import { slosOf } from './burn-expression.ts';

/** An objective that nothing is counted for could be missed unseen. */
export const sloWithoutData: AlertSource = {
  name: 'SloWithoutData',
  area: 'slos',
  severity: 'ticket',
  isWanted: ({ monitoring }) => monitoring.slos.length > 0,
  for: '1h',
  labels: ['service.name', 'slo'],
  summary: '{{ $labels.slo }}: nothing is known about it for an hour',
  description:
    'No series says how many events {{ $labels.service_name }} had, good or bad: whether it keeps the objective {{ $labels.slo }} ' +
    '({{ $value | humanizePercentage }}) is not known. That is not a lack of traffic, which counts as 0. Look at whether the service runs and exports.',
  dashboard: 'slos',
  expr: (context) => {
    const names = slosOf(context).map(({ name }) => name);
    return names.length === 0
      ? ''
      : [
          `slo:objective:ratio{slo=~"${names.join('|')}"}`,
          `unless on (slo, ${context.q.label('service.name')})`,
          `slo:events:rate5m{${context.scope.selector}}`,
        ].join('\n');
  },
  tests: (context) => tests(context),
  runbook: {
    meaning:
      'The objective is declared, but the counters from which it is computed are not there: the service does not run, exports nothing, ' +
      'or its signals were renamed. A service without traffic exports zeros and does not raise this alert.',
    impact:
      'The alerts on the error budget are blind: users may meet errors and nobody is told. The budget looks untouched.',
    diagnosis: [
      {
        step: 'See whether any process of the service reports.',
        query: ({ scope }) => `service:instances:count{${scope.selector}}`,
      },
      {
        step: 'See which objectives have events: one without is a wrong route, job or model in its definition; all without is the export.',
        query: ({ scope }) => `slo:events:rate5m{${scope.selector}}`,
      },
      {
        step: 'See whether telemetry is dropped on the way.',
        query: ({ q, scope }) =>
          `sum by (${q.labels('fluxora.telemetry.signal', 'fluxora.telemetry.cause')}) (increase(${q.metric('fluxora.telemetry.dropped')}{${scope.selector}}[1h]))`,
      },
      {
        step: 'Run `fluxora-monitoring check`: it names metrics, labels and bounds that nobody emits any more.',
      },
    ],
    mitigation: [
      'Start the service, or its export: OTEL_EXPORTER_OTLP_ENDPOINT and the Collector in between.',
      'The signal was renamed or the route is another: correct the SLO in the definition, and generate again.',
      'The service is retired: remove its SLO.',
    ],
    escalation:
      'The team that owns the service within a working day; at once when the service should have traffic.',
    reviewed: '2026-11-22',
  },
};

function tests(context: AlertContext): RuleTest[] {
  const [slo] = slosOf(context);
  if (slo === undefined) return [];
  const labels = { slo: slo.name, service_name: slo.service };
  const objective = series('slo:objective:ratio', labels, `${slo.objective}x120`);
  const events = (values: string) =>
    series(
      'slo:events:rate5m',
      { ...labels, deployment_environment_name: context.monitoring.targets.environment },
      values,
    );
  return [
    {
      name: 'fires after an hour without any series',
      input: [objective, events('1x10 stale')],
      alerts: [
        { at: '60m', firing: [] },
        { at: '90m', firing: [labels] },
      ],
    },
    {
      name: 'is silent when nobody comes',
      input: [objective, events('0x120')],
      alerts: [{ at: '110m', firing: [] }],
    },
  ];
}
