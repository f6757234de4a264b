import type { Plan, PlannedAlert } from '../../plan.ts';
import type { AlertContext, AlertSource } from '../../rules/alert-source.ts';
import { scopesOf, selectorOf } from '../../rules/plan-alerts.ts';
import { planLogAlerts } from '../loki/plan-log-alerts.ts';

/** What a page says about its alert; those on records have no tests and silence none. */
export type RunbookSource = Pick<
  AlertSource,
  | 'name'
  | 'area'
  | 'severity'
  | 'for'
  | 'keepFiringFor'
  | 'labels'
  | 'summary'
  | 'description'
  | 'dashboard'
  | 'thresholds'
  | 'runbook'
  | 'inhibits'
>;

/** An alert with all its rules: one page. */
export interface RunbookEntry {
  readonly source: RunbookSource;
  /** What decides, by team. */
  readonly rules: readonly { readonly team: string; readonly expr: string }[];
  readonly language: 'promql' | 'logql';
  /** For the queries of the diagnosis: all services that the alert concerns, whoever owns them. */
  readonly context: AlertContext;
}

/** Every alert of the plan, on metrics and on records, in the order of the plan. */
export function runbookEntries(plan: Plan): RunbookEntry[] {
  const onMetrics = plan.alerts.flatMap(({ rules }) => rules);
  return [
    ...byName(onMetrics).flatMap((rules) => entryOf(plan, rules, 'promql')),
    ...byName(planLogAlerts(plan)).flatMap((rules) => entryOf(plan, rules, 'logql')),
  ];
}

/** Where the page of an alert stands, below the output directory. */
export function runbookPath(name: string): string {
  return `runbooks/${name}.md`;
}

type Rule = Omit<PlannedAlert, 'source'> & { readonly source: RunbookSource };

function byName(rules: readonly Rule[]): Rule[][] {
  const first = rules.filter(({ escalation }) => escalation === 0);
  return [...new Set(first.map(({ alert }) => alert))].map((name) =>
    first.filter(({ alert }) => alert === name),
  );
}

function entryOf(
  { monitoring, q }: Plan,
  rules: readonly Rule[],
  language: RunbookEntry['language'],
): RunbookEntry[] {
  const [rule] = rules;
  if (rule === undefined) return [];
  const teams = rules.map(({ team }) => team);
  // `scopesOf` reads who it is for, and nothing of the rule itself.
  const scopes = scopesOf(rule.source as AlertSource, { monitoring, q }).filter(({ team }) =>
    teams.includes(team.name),
  );
  const [scope] = scopes;
  if (scope === undefined) return [];
  const services = scopes.flatMap((each) => each.services);
  const merged =
    scopes.length === 1
      ? scope
      : { ...scope, services, selector: selectorOf(services, { monitoring, q }) };
  return [
    {
      source: rule.source,
      rules: rules.map(({ team, expr }) => ({ team, expr })),
      language,
      context: { monitoring, q, scope: merged },
    },
  ];
}
