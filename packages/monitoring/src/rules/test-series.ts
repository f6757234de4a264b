import type { InputSeries } from './rule-test.ts';

/** A service in production, as the labels of a series. */
export const API = {
  deployment_environment_name: 'production',
  service_name: 'forecast-api',
} as const;

/** `a{b="c"}` with its samples. */
export function series(
  metric: string,
  labels: Readonly<Record<string, string>>,
  values: string,
): InputSeries {
  const matchers = Object.entries(labels).map(
    ([label, value]) => `${label}=${JSON.stringify(value)}`,
  );
  return { series: `${metric}{${matchers.join(', ')}}`, values };
}
