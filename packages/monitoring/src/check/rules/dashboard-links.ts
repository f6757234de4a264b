import type { Panel } from '../../dashboards/dashboard-source.ts';
import { parseLink } from '../../outputs/grafana/link-url.ts';
import type { Plan } from '../../plan.ts';
import type { CheckRule } from '../check-rule.ts';
import { linksOf, panelsOf, problemsAt } from '../dashboard-panels.ts';
import { hasLabel } from '../label-set.ts';
import { inspectPlan, type PlanQuery } from '../queries.ts';

/** Links lead to dashboards that are there, set variables that those have, and name labels and columns that the value has. */
export const dashboardLinks: CheckRule = (plan) => {
  const { queries } = inspectPlan(plan);
  return [
    ...panelsOf(plan).flatMap(({ place, panel }) => {
      const own = queries.filter((query) => query.place === place);
      return problemsAt(
        place,
        linksOf(panel).flatMap(({ title, to }) =>
          [...targetProblems(to, plan), ...fieldProblems(to, panel, own)].map(
            (message) => `has the link "${title}" ${message}`,
          ),
        ),
      );
    }),
    ...alertProblems(plan),
  ];
};

function targetProblems(to: string, { dashboards }: Plan): string[] {
  const { kind, target, variables } = parseLink(to);
  if (kind === 'url') {
    return /^(?:https?:\/\/|\/|\$\{)/.test(target)
      ? []
      : [`to "${target}". Write dashboard:<name>, traces:<TraceQL>, logs:<LogQL> or a URL.`];
  }
  if (kind !== 'dashboard') return target.trim() === '' ? ['without a query. Write one.'] : [];
  const found = dashboards.find(({ name }) => name === target);
  if (found === undefined) {
    return [
      `to the dashboard "${target}", which is not there. There are: ${dashboards.map(({ name }) => name).join(', ')}.`,
    ];
  }
  const known = new Set(found.dashboard.variables.map(({ name }) => name));
  return Object.keys(variables)
    .filter((name) => !known.has(name))
    .map(
      (name) =>
        `that sets "${name}", which the dashboard "${target}" does not have. It has: ${[...known].join(', ')}.`,
    );
}

function fieldProblems(
  to: string,
  { columns = [] }: Panel,
  queries: readonly PlanQuery[],
): string[] {
  const titles = columns.map(({ title }) => title);
  return [
    ...Array.from(to.matchAll(/__field\.labels\.(\w+)/g), ([, label = '']) => label)
      .filter((label) => !queries.some(({ inspection }) => hasLabel(inspection.labels, label)))
      .map(
        (label) =>
          `that reads the label "${label}", which no query of the panel returns. Group by it.`,
      ),
    ...Array.from(to.matchAll(/__data\.fields\["([^"]+)"\]/g), ([, title = '']) => title)
      .filter((title) => !titles.includes(title))
      .map((title) => `that reads the column "${title}". There are: ${titles.join(', ')}.`),
  ];
}

/** An alert's message links to a dashboard, too. */
function alertProblems({ alerts, dashboards }: Plan) {
  const uids = new Set(dashboards.map(({ uid }) => uid));
  return alerts.flatMap(({ rules }) =>
    rules
      .filter(
        ({ escalation, source }) => escalation === 0 && !uids.has(`fluxora-${source.dashboard}`),
      )
      .flatMap(({ source, alert }) =>
        problemsAt(`alerts/${source.area}/${alert}`, [
          `links to the dashboard "${source.dashboard}", which this definition leaves out. Name another one.`,
        ]),
      ),
  );
}
