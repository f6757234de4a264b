import type { RecordingRule } from '../recording-source.ts';

/** `sum by (…) (rate(…[5m]))` */
export function sumOfRates(by: string, series: string, window: string): string {
  return `sum by (${by}) (rate(${series}[${window}]))`;
}

/** A share, and nothing where nothing was counted: 0/0 is no measurement. */
export function ratio(part: string, whole: string): string {
  return `${part} / (${whole} > 0)`;
}

/** The part, which is 0 where there is a whole but no series of the part yet. */
export function orZero(part: string, whole: string): string {
  return `${part}\nor\n0 * ${whole}`;
}

/** A quantile over all replicas, from buckets that were added up. Without observations nothing, where Prometheus says NaN. */
export function quantileOf(quantile: number, by: string, bucket: string, window: string): string {
  return `histogram_quantile(${quantile}, sum by (${by}, le) (rate(${bucket}[${window}]))) >= 0`;
}

/** What a bound is called in the label `le`: scrapes by Prometheus 3 make `1.0` of `1`, and small ones may have an exponent. */
export function bound(seconds: number): string {
  const spellings = new Set([String(seconds)]);
  if (Number.isInteger(seconds)) spellings.add(`${seconds}.0`);
  if (seconds > 0 && seconds < 1e-4) {
    spellings.add(seconds.toFixed(20).replace(/0+$/, ''));
    spellings.add(seconds.toExponential().replace(/e-(\d)$/, 'e-0$1'));
  }
  const [only, ...others] = spellings;
  return others.length === 0
    ? `le="${only}"`
    : `le=~"${[...spellings].map((each) => each.replaceAll('.', String.raw`\\.`)).join('|')}"`;
}

/** Things that begin, may fail and take their time: rate, errors, duration. */
export interface RedShape {
  /** What is told apart, in names: `service_route`. */
  readonly level: string;
  /** The same as labels. */
  readonly by: string;
  readonly window: string;
  readonly names: {
    readonly events: string;
    readonly errors: string;
    readonly errorRatio: string;
    /** Without it, no quantiles. */
    readonly duration?: string;
  };
  /** Series of the counter of all. */
  readonly events: string;
  /** Series of the counter of those that failed. */
  readonly errors: string;
  /** Series of the buckets, in seconds. */
  readonly bucket?: string;
  /** Unit of the rate: `{request}/s`. */
  readonly unit: string;
}

const QUANTILES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;

/** `<level>:<events>:rate<window>`, the same of errors and their ratio, and `<level>:<duration>:p95_<window>`. */
export function redRules(shape: RedShape): RecordingRule[] {
  const { level, by, window, names, bucket } = shape;
  const events = `${level}:${names.events}:rate${window}`;
  const errors = `${level}:${names.errors}:rate${window}`;
  const quantiles =
    bucket === undefined || names.duration === undefined
      ? []
      : Object.entries(QUANTILES).map(([name, quantile]) => ({
          record: `${level}:${names.duration}:${name}_${window}`,
          expr: quantileOf(quantile, by, bucket, window),
          unit: 's',
        }));
  return [
    { record: events, expr: sumOfRates(by, shape.events, window), unit: shape.unit },
    {
      record: errors,
      expr: orZero(sumOfRates(by, shape.errors, window), events),
      unit: shape.unit,
    },
    {
      record: `${level}:${names.errorRatio}:rate${window}`,
      expr: ratio(errors, events),
      unit: '1',
    },
    ...quantiles,
  ];
}

/** The same over a day, from what was recorded over an hour: cheap enough to keep for years. */
export function redDayRules({
  level,
  names,
  unit,
}: Pick<RedShape, 'level' | 'names' | 'unit'>): RecordingRule[] {
  const day = (name: string): RecordingRule => ({
    record: `${level}:${name}:rate1d`,
    expr: `avg_over_time(${level}:${name}:rate1h[1d])`,
    unit,
  });
  return [
    day(names.events),
    day(names.errors),
    {
      record: `${level}:${names.errorRatio}:rate1d`,
      expr: ratio(`${level}:${names.errors}:rate1d`, `${level}:${names.events}:rate1d`),
      unit: '1',
    },
  ];
}
