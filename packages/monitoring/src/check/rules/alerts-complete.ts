import { storedLabel } from '../../naming/naming.ts';
import type { Plan, PlannedAlert } from '../../plan.ts';
import { scopesOf } from '../../rules/plan-alerts.ts';
import type { CheckRule } from '../check-rule.ts';
import { hasLabel, listLabels, type LabelSet } from '../label-set.ts';
import { alertPlace, inspectPlan } from '../queries.ts';

/** Alerts: all that a woken person needs is there, and names nothing that is not. */
export const alertsComplete: CheckRule = (plan) => {
  const { queries } = inspectPlan(plan);
  const alerts = plan.alerts
    .flatMap(({ rules }) => rules)
    .filter(({ escalation }) => escalation === 0);
  return alerts.flatMap((alert) => {
    const place = alertPlace(alert);
    const labels = queries.find(
      (query) => query.place === place && query.use === 'alert' && query.text === alert.expr,
    )?.inspection.labels;
    return [
      ...annotationMessages(alert),
      ...(labels ? labelMessages(alert, labels) : []),
      ...testMessages(alert, plan),
    ].map((message) => ({ place, message }));
  });
};

const MAX_SUMMARY = 150;

function annotationMessages({ source, annotations }: PlannedAlert): string[] {
  // A template is about as long as a name.
  const { length } = source.summary.replaceAll(/\{\{.*?\}\}/g, 'forecast-api');
  return [
    ...Object.entries(annotations)
      .filter(([, text]) => text.trim() === '')
      .map(([name]) => `has an empty ${name}. Write a sentence.`),
    ...(length > MAX_SUMMARY
      ? [
          `has a summary of ${length} characters. Use at most ${MAX_SUMMARY}: it is read on a telephone.`,
        ]
      : []),
    ...(source.summary.includes('\n') ? ['has a summary of several lines. Use one.'] : []),
  ];
}

const TEMPLATE_LABEL = /\$labels\.(\w+)|index\s+\$labels\s+"(\w+)"/g;

/** Labels that templates and routing name must be in the result. */
function labelMessages({ source, annotations }: PlannedAlert, labels: LabelSet): string[] {
  const inTemplates = Object.entries(annotations).flatMap(([name, text]) =>
    Array.from(text.matchAll(TEMPLATE_LABEL), ([, first, second]) => ({
      where: `its ${name}`,
      label: first ?? second ?? '',
    })),
  );
  const declared = source.labels.map((label) => ({ where: 'labels', label: storedLabel(label) }));
  return [...inTemplates, ...declared]
    .filter(({ label }) => !hasLabel(labels, label))
    .map(
      ({ where, label }) =>
        `names the label "${label}" in ${where}, which the result does not have. It has: ${listLabels(labels)}.`,
    );
}

/** At least one test that fires and one that does not; without, nobody knows whether it ever would. */
function testMessages({ source }: PlannedAlert, { monitoring, q }: Plan): string[] {
  // Of all teams together: what an alert waits for may be impossible for the services of one.
  const moments = scopesOf(source, { monitoring, q })
    .flatMap((scope) => source.tests({ monitoring, q, scope }))
    .flatMap(({ alerts = [] }) => alerts);
  const fires = moments.some(({ firing }) => firing.length > 0);
  const isSilent = moments.some(({ firing }) => firing.length === 0);
  return [
    ...(fires ? [] : ['has no test in which it fires. Write one.']),
    // The dead man's switch always fires.
    ...(isSilent || source.severity === 'none'
      ? []
      : ['has no test in which it is silent. Write one.']),
  ];
}
