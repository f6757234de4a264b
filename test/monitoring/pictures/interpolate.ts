import type { DashboardJson } from '../../../packages/monitoring/src/outputs/grafana/grafana-json.ts';
import type { PrometheusApi } from './prometheus-api.ts';

/** Values of a dashboard's variables, as they stand in queries. */
export type Chosen = Readonly<Record<string, string>>;

export interface Span {
  /** Unix seconds. */
  readonly from: number;
  readonly to: number;
}

/** What Grafana chooses when a dashboard is opened: the given choice, all, or the first value that there is. */
export async function chooseVariables(
  { templating }: DashboardJson,
  prometheus: PrometheusApi,
  { from, to }: Span,
  given: Chosen = {},
): Promise<Chosen> {
  const chosen: Record<string, string> = {};
  for (const { type, name, query, current, allValue } of templating.list) {
    if (type !== 'query' || typeof query === 'string') continue;
    const value = current === undefined ? undefined : [current.value].flat()[0];
    if (given[name] !== undefined) chosen[name] = given[name];
    else if (value === '$__all') chosen[name] = allValue ?? '.*';
    else if (value !== undefined) chosen[name] = value;
    else {
      const [, selector, label] =
        /^label_values\((.*), (\w+)\)$/s.exec(interpolate(query.query, chosen)) ?? [];
      if (selector === undefined || label === undefined)
        throw new Error(`variable ${name}: ${query.query}`);
      chosen[name] = (await prometheus.labelValues(label, selector, from, to))[0] ?? '';
    }
  }
  return chosen;
}

/** Puts values in the place of `$name`, `${name}` and `${name:format}`; what is not known stays. */
export function interpolate(text: string, values: Chosen): string {
  return text.replaceAll(
    /\$(?:\{(\w+)(?::\w+)?\}|(\w+))/g,
    (whole, braced: string | undefined, bare: string | undefined) =>
      values[braced ?? bare ?? ''] ?? whole,
  );
}

/** Grafana's own variables of time for a panel. */
export function timeVariables(
  { from, to }: Span,
  stepSeconds: number,
  exportSeconds: number,
): Chosen {
  const rate = Math.max(stepSeconds + exportSeconds, 4 * exportSeconds);
  return {
    __interval: `${stepSeconds}s`,
    __rate_interval: `${rate}s`,
    __range: `${Math.round(to - from)}s`,
    __range_s: String(Math.round(to - from)),
  };
}
