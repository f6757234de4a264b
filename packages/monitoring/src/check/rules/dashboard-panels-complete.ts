import type { Panel, PanelKind, Step } from '../../dashboards/dashboard-source.ts';
import { refId } from '../../outputs/grafana/ref-id.ts';
import type { CheckRule } from '../check-rule.ts';
import { panelsOf, problemsAt } from '../dashboard-panels.ts';

/** Shorter than this, a description says no more than the title. */
const DESCRIPTION_LENGTH = 20;

/** Those that show numbers, so that a unit is needed. */
const NUMBERS: ReadonlySet<PanelKind> = new Set([
  'timeseries',
  'stat',
  'gauge',
  'bargauge',
  'heatmap',
  'piechart',
]);

/** Every panel says what it shows and when to worry, in which unit, and asks for something. */
export const dashboardPanelsComplete: CheckRule = (plan) =>
  panelsOf(plan).flatMap(({ place, panel }) =>
    problemsAt(place, [
      ...(panel.title.trim() === '' ? ['has no title. Name what it shows.'] : []),
      ...(panel.description.trim().length < DESCRIPTION_LENGTH
        ? [`has the description "${panel.description}". Say what it shows and when to worry.`]
        : []),
      ...(panel.kind === 'text' || panel.kind === 'alertlist' || panel.queries.length > 0
        ? []
        : ['asks for nothing. Add a query.']),
      ...(NUMBERS.has(panel.kind) && panel.unit === undefined
        ? ['has no unit. Set that of its metric; "" for numbers without one.']
        : []),
      ...(panel.min !== undefined && panel.max !== undefined && panel.min >= panel.max
        ? [`has a scale from ${panel.min} to ${panel.max}. Let it rise.`]
        : []),
      ...stepProblems(panel.steps),
      ...columnProblems(panel),
    ]),
  );

function stepProblems(steps: readonly Step[] = []): string[] {
  const from = steps.map((step) => step.from);
  return from.every((value, index) => index === 0 || value > (from[index - 1] ?? 0))
    ? []
    : [`has steps from ${from.join(', ')}. Let them rise.`];
}

function columnProblems({ kind, columns = [], queries }: Panel): string[] {
  if (kind !== 'table')
    return columns.length > 0 ? [`is a ${kind} and has columns. Make it a table.`] : [];
  const refs = new Set(queries.map((_, index) => refId(index)));
  const used = new Set(columns.map(({ from }) => from));
  return [
    ...columns
      .filter(({ from }) => /^[A-Z]{1,2}$/.test(from) && !refs.has(from))
      .map(
        ({ from, title }) =>
          `has a column "${title}" from query ${from}, of ${queries.length}. Correct it.`,
      ),
    ...columns
      .filter(
        ({ from, unit, values }) => refs.has(from) && unit === undefined && values === undefined,
      )
      .map(({ title }) => `has no unit in the column "${title}". Set that of its metric.`),
    // A lone query may be asked for its labels only.
    ...(columns.length === 0 || refs.size === 1
      ? []
      : [...refs]
          .filter((ref) => !used.has(ref))
          .map((ref) => `asks for ${ref} and shows it in no column. Add one, or drop the query.`)),
    ...columns.flatMap(({ steps }) => stepProblems(steps)),
  ];
}
