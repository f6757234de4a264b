import type { CheckRule } from '../check-rule.ts';
import { panelsOf, problemsAt } from '../dashboard-panels.ts';
import { inspectPlan } from '../queries.ts';

/** What stands for every environment. */
const WITHOUT_ENVIRONMENT = new Set(['slo:objective:ratio', 'slo:error_budget:ratio']);

/** A dashboard that lets one choose the environment shows only that one, in every query on what services emit. */
export const dashboardSelectors: CheckRule = (plan) => {
  const { queries, names } = inspectPlan(plan);
  const environment = plan.q.label('deployment.environment.name');
  const isOurs = (name: string): boolean => {
    const series = names.get(name);
    if (series?.kind === 'recorded') return !WITHOUT_ENVIRONMENT.has(name);
    return series?.kind === 'metric' && series.metric.description !== '';
  };
  return panelsOf(plan)
    .filter(({ dashboard }) => dashboard.variables.some(({ name }) => name === 'environment'))
    .flatMap(({ place }) =>
      problemsAt(place, [
        ...new Set(
          queries
            .filter((query) => query.place === place)
            .flatMap(({ parsed }) => parsed.metrics)
            .filter(
              ({ name, matchers }) =>
                name !== undefined &&
                isOurs(name) &&
                !matchers.some(({ label }) => label === environment),
            )
            .map(
              ({ name }) =>
                `reads ${name} of every environment. Add {${environment}=~"$environment"}.`,
            ),
        ),
      ]),
    );
};
