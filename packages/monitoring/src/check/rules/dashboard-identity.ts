import type { CheckRule } from '../check-rule.ts';
import { problemsAt, repeated } from '../dashboard-panels.ts';

/** Grafana's limit. */
const UID_LENGTH = 40;

/** Dashboards can be found and told apart: names, uids, titles and the titles of their panels. */
export const dashboardIdentity: CheckRule = ({ dashboards }) => {
  const same = (what: string, values: readonly string[]) =>
    repeated(values).flatMap((value) =>
      problemsAt('dashboards', [`two dashboards have the ${what} "${value}". Give one another.`]),
    );
  return [
    ...same(
      'uid',
      dashboards.map(({ uid }) => uid),
    ),
    ...same(
      'title',
      dashboards.map(({ dashboard }) => dashboard.title),
    ),
    ...dashboards.flatMap(({ name, uid, dashboard }) =>
      problemsAt(`dashboards/${name}`, [
        ...(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name)
          ? []
          : [`name is "${name}". Use kebab-case, as in "job-queues".`]),
        ...(uid.length <= UID_LENGTH
          ? []
          : [
              `uid "${uid}" has ${uid.length} characters. Shorten the name: Grafana takes ${UID_LENGTH}.`,
            ]),
        ...(dashboard.description.trim() === ''
          ? ['has no description. Say in a sentence what it is for.']
          : []),
        ...repeated(dashboard.rows.flatMap(({ panels }) => panels.map(({ title }) => title))).map(
          (title) =>
            `has two panels "${title}". Give one another title: problems and links name panels by it.`,
        ),
      ]),
    ),
  ];
};
