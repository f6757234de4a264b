import type { Dashboard } from '../../dashboards/dashboard-source.ts';
import type { CheckRule } from '../check-rule.ts';
import { linksOf, problemsAt, repeated } from '../dashboard-panels.ts';

/** Grafana's own. */
const BUILT_IN = /^(?:__\w+|prometheus|loki|tempo|timeFilter)$/;

/** Captures of `label_replace`: `$1`. */
const CAPTURE = /^\d+$/;

/** Variables are there where they are used, and used where they are. */
export const dashboardVariables: CheckRule = ({ dashboards }) =>
  dashboards.flatMap(({ name, dashboard }) => {
    const names = dashboard.variables.map((variable) => variable.name);
    return [
      ...problemsAt(`dashboards/${name}`, [
        ...repeated(names).map((each) => `has two variables "${each}". Rename one.`),
        ...unused(dashboard).map(
          (each) => `has the variable "${each}", which no query reads. Use it, or drop it.`,
        ),
        ...dashboard.variables.flatMap(({ name: own, query }, index) => [
          ...(/^label_values\(.+, \w+\)$/s.test(query)
            ? []
            : [`fills the variable "${own}" by "${query}". Write label_values(metric, label).`]),
          // Grafana fills them in order: one further down is not there yet.
          ...used(query)
            .filter((each) => !names.slice(0, index).includes(each))
            .map(
              (each) =>
                `reads $${each} for the variable "${own}", which comes before it. Change their order.`,
            ),
        ]),
      ]),
      ...dashboard.rows
        .flatMap(({ panels }) => panels)
        .flatMap((panel) =>
          problemsAt(
            `dashboards/${name}/${panel.title}`,
            [...new Set(texts(panel).flatMap(used))]
              .filter((each) => !names.includes(each))
              .map(
                (each) =>
                  `reads $${each}, which the dashboard does not define. Add the variable, or correct its name.`,
              ),
          ),
        ),
    ];
  });

type Panel = Dashboard['rows'][number]['panels'][number];

function texts(panel: Panel): readonly string[] {
  const { title, text = '', queries } = panel;
  return [title, text, ...queries.map(({ expr }) => expr), ...linksOf(panel).map(({ to }) => to)];
}

function unused({ variables, rows }: Dashboard): readonly string[] {
  const everywhere = [
    ...rows.flatMap(({ panels }) => panels.flatMap(texts)),
    ...variables.map(({ query }) => query),
  ];
  const read = new Set(everywhere.flatMap(used));
  return variables.map(({ name }) => name).filter((name) => !read.has(name));
}

/** Names of the variables in a text, without Grafana's own. */
function used(text: string): string[] {
  return Array.from(
    text.matchAll(/\$(?:\{(\w+)(?:[.[:][^}]*)?\}|(\w+))/g),
    ([, braced, bare]) => braced ?? bare ?? '',
  ).filter((name) => !BUILT_IN.test(name) && !CAPTURE.test(name));
}
