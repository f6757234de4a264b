import type { HistogramPart } from '../../naming/naming.ts';
import type { Words } from '../../promql/words.ts';

/** What a query tells apart and what it looks at. */
export interface Choice {
  /** Attributes that stay apart. @defaultValue none: one series */
  readonly by?: readonly string[];
  /** Further matchers, as stored: `http_route=~"$route"`. */
  readonly where?: string;
  /** @defaultValue `$__rate_interval` */
  readonly window?: string;
}

/** The queries that dashboards are made of, over what their variables choose. */
export interface Phrases {
  /** What the variables choose, without braces. */
  readonly selector: string;
  /** `metric{selector}` */
  readonly series: (name: string, part?: HistogramPart, where?: string) => string;
  /** `sum by (…) (metric{…})`, of what is as it is: gauges and up-down counters. */
  readonly sum: (name: string, choice?: Choice) => string;
  readonly max: (name: string, choice?: Choice) => string;
  /** Per second, of a counter or of a histogram's `count` or `sum`. */
  readonly rate: (name: string, choice?: Choice, part?: HistogramPart) => string;
  /** In the window, of the same. */
  readonly increase: (name: string, choice?: Choice, part?: HistogramPart) => string;
  /** Of a histogram. */
  readonly quantile: (quantile: number, name: string, choice?: Choice) => string;
  /** The mean value of a histogram. */
  readonly mean: (name: string, choice?: Choice) => string;
}

/** Which series a dashboard is about, by its variables. */
export type Scope = 'service' | 'environment';

/** @param scope - `service`: the variables are `$environment` and `$service`; `environment`: only the first. */
export function createPhrases(q: Words, scope: Scope = 'service'): Phrases {
  const environment = `${q.label('deployment.environment.name')}=~"$environment"`;
  const service = `${q.label('service.name')}=~"$service"`;
  const selector = scope === 'service' ? `${environment}, ${service}` : environment;
  const series: Phrases['series'] = (name, part, where) =>
    `${q.metric(name, part)}{${where === undefined ? selector : `${selector}, ${where}`}}`;
  const over = (aggregation: string, { by = [] }: Choice): string =>
    by.length > 0 ? `${aggregation} by (${q.labels(...by)})` : aggregation;
  const counted =
    (read: string): Phrases['rate'] =>
    (name, choice = {}, part?) =>
      `${over('sum', choice)} (${read}(${series(name, part, choice.where)}[${choice.window ?? '$__rate_interval'}]))`;
  const rate = counted('rate');
  return {
    selector,
    series,
    rate,
    increase: counted('increase'),
    sum: (name, choice = {}) => `${over('sum', choice)} (${series(name, undefined, choice.where)})`,
    max: (name, choice = {}) => `${over('max', choice)} (${series(name, undefined, choice.where)})`,
    quantile: (quantile, name, choice = {}) =>
      `histogram_quantile(${quantile}, ${rate(name, { ...choice, by: ['le', ...(choice.by ?? [])] }, 'bucket')})`,
    mean: (name, choice = {}) => ratio(rate(name, choice, 'sum'), rate(name, choice, 'count')),
  };
}

/** A ratio of sums that is absent where nothing was counted. */
export function ratio(part: string, whole: string): string {
  return `${part} / (${whole} > 0)`;
}

/** As {@link ratio}; 0 where the part never happened, such as an error that nobody has seen yet. */
export function share(part: string, whole: string): string {
  return `(${part} or ${whole} * 0) / (${whole} > 0)`;
}
