import { logqlErrors } from '../../outputs/loki/logql-errors.ts';
import { replaceVariables } from '../../promql/replace-variables.ts';
import type { CheckRule } from '../check-rule.ts';

/** Every query of logs parses, in panels and behind links. */
export const logQueriesParse: CheckRule = ({ dashboards }) =>
  dashboards.flatMap(({ name, dashboard }) =>
    dashboard.rows.flatMap(({ panels }) =>
      panels.flatMap((panel) => {
        const inLinks = (panel.links ?? []).flatMap(({ to }) =>
          to.startsWith('logs:') ? [to.slice('logs:'.length)] : [],
        );
        const inQueries = panel.queries
          .filter(({ source }) => source === 'loki')
          .map(({ expr }) => expr);
        return [...inQueries, ...inLinks].flatMap((query) => {
          return logqlErrors(replaceVariables(query)).map((error) => ({
            place: `dashboards/${name}/${panel.title}`,
            message: `has LogQL that does not parse at ${JSON.stringify(error)}. Correct it.`,
          }));
        });
      }),
    ),
  );
