import { parseDurationSeconds } from '../../rules/duration.ts';
import type { CheckRule } from '../check-rule.ts';
import { panelsOf, problemsAt } from '../dashboard-panels.ts';

/** Exports come once a minute by default: fewer than five samples make no rate. */
const LEAST_EXPORTS = 5;

/** Grafana's own windows that are long enough at every zoom. */
const FITTING = new Set(['$__rate_interval', '${__rate_interval}', '$__range', '${__range}']);

/** Rates look back far enough to have samples: by `$__rate_interval`, or over a fixed time of several exports. */
export const dashboardWindows: CheckRule = (plan) => {
  const least = LEAST_EXPORTS * plan.monitoring.targets.intervals.exportSeconds;
  return panelsOf(plan).flatMap(({ place, panel }) =>
    problemsAt(place, [
      ...new Set(
        panel.queries
          .filter(({ source = 'prometheus' }) => source === 'prometheus')
          .flatMap(({ expr }) =>
            Array.from(expr.matchAll(/\[([^\]:]+)\]/g), ([, window = '']) => window),
          )
          .filter(
            (window) => !FITTING.has(window) && !((parseDurationSeconds(window) ?? 0) >= least),
          )
          .map(
            (window) => `looks back over [${window}]. Use $__rate_interval, or ${least}s or more.`,
          ),
      ),
    ]),
  );
};
