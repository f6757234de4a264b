import { annotations } from '../outputs/grafana/annotations.ts';
import type { PlannedAlert, Plan } from '../plan.ts';
import { parseQuery, type ParsedQuery } from '../promql/parse-query.ts';
import { sloGroup } from '../rules/slos/slo-recording.ts';
import { scopesOf } from '../rules/plan-alerts.ts';
import { inspect, type Inspection } from './inspect-query.ts';
import { recordable } from './recordable.ts';
import { createStoredNames, type StoredNames } from './stored-names.ts';

/** PromQL somewhere in a plan. */
export interface PlanQuery {
  /** As in problems: `dashboards/jobs/Waiting`. */
  readonly place: string;
  readonly use: 'recording' | 'alert' | 'panel' | 'variable' | 'annotation' | 'runbook';
  readonly text: string;
  /** Of `recording`: the name under which the result is stored. */
  readonly record?: string;
  readonly parsed: ParsedQuery;
  /** What it returns, and what is wrong with it. */
  readonly inspection: Inspection;
}

/** A plan with its queries read: what rules of checking look at. */
export interface InspectedPlan {
  readonly names: StoredNames;
  readonly queries: readonly PlanQuery[];
}

const inspected = new WeakMap<Plan, InspectedPlan>();

/** Reads every query of a plan, once for all rules. */
export function inspectPlan(plan: Plan): InspectedPlan {
  const known = inspected.get(plan);
  if (known) return known;
  const recording = plan.recording.flatMap(({ rules }) => rules);
  const names = createStoredNames(plan, recording);
  const namesOfRunbooks = createStoredNames(plan, [...recording, ...recordable(plan)]);
  const queries = collect(plan).map((query): PlanQuery => {
    const parsed = parseQuery(query.text);
    const possible = query.use === 'runbook' ? namesOfRunbooks : names;
    return { ...query, parsed, inspection: inspect(parsed.expression, possible) };
  });
  const result = { names, queries };
  inspected.set(plan, result);
  return result;
}

type Found = Pick<PlanQuery, 'place' | 'use' | 'text' | 'record'>;

function collect(plan: Plan): Found[] {
  return [
    ...plan.recording.flatMap(({ name, rules }) => {
      const slo = plan.monitoring.slos.find((each) => name.endsWith(`-${sloGroup(each)}`));
      const folder = slo ? `slos/${slo.name}` : 'recording';
      return rules.map(({ record, expr }): Found => {
        return { place: `${folder}/${record}`, use: 'recording', text: expr, record };
      });
    }),
    ...plan.alerts.flatMap(({ rules }) =>
      rules
        .filter(({ escalation }) => escalation === 0)
        .flatMap((alert) => [
          { place: alertPlace(alert), use: 'alert' as const, text: alert.expr },
          ...runbookQueries(alert, plan),
        ]),
    ),
    ...plan.dashboards.flatMap((dashboard) => dashboardQueries(dashboard, plan)),
  ];
}

/** Where an alert is told about. */
export function alertPlace({ source: { area, name } }: PlannedAlert): string {
  return `alerts/${area}/${name}`;
}

function runbookQueries(alert: PlannedAlert, { monitoring, q }: Plan): Found[] {
  const scope = scopesOf(alert.source, { monitoring, q }).find(
    ({ team }) => team.name === alert.team,
  );
  if (scope === undefined) return [];
  return alert.source.runbook.diagnosis.flatMap((step, index): Found[] => {
    const place = `${alertPlace(alert)}/runbook/diagnosis/${index + 1}`;
    const text = step.query?.({ monitoring, q, scope });
    return text === undefined ? [] : [{ place, use: 'runbook', text }];
  });
}

function dashboardQueries({ name, dashboard }: Plan['dashboards'][number], plan: Plan): Found[] {
  const place = `dashboards/${name}`;
  const variables = dashboard.variables.flatMap((variable): Found[] => {
    const text = queryOfVariable(variable.query);
    const at = `${place}/variables/${variable.name}`;
    return text === undefined ? [] : [{ place: at, use: 'variable', text }];
  });
  const panels = dashboard.rows.flatMap(({ panels: inRow }) =>
    inRow.flatMap((panel) =>
      panel.queries
        .filter(({ source = 'prometheus' }) => source === 'prometheus')
        .map(({ expr }): Found => ({ place: `${place}/${panel.title}`, use: 'panel', text: expr })),
    ),
  );
  const marked = annotations(dashboard, plan).map((annotation): Found => {
    return {
      place: `${place}/annotations/${annotation.name}`,
      use: 'annotation',
      text: annotation.expr,
    };
  });
  return [...variables, ...panels, ...marked];
}

/** `label_values(metric{…}, label)` as a query that reads the same; undefined for lists, which ask nothing. */
function queryOfVariable(query: string): string | undefined {
  const [, metric, label] = /^label_values\((?:(.*),)?\s*(\w+)\s*\)$/s.exec(query.trim()) ?? [];
  if (label !== undefined)
    return metric === undefined ? undefined : `group by (${label}) (${metric})`;
  const [, inner] = /^query_result\((.*)\)$/s.exec(query.trim()) ?? [];
  return inner;
}
