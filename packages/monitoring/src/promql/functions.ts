/** What a function takes. `range`: `x[5m]` or a subquery. */
export type Argument = 'instant' | 'range' | 'scalar' | 'string';

type Signature = readonly [first: readonly Argument[], optional?: readonly Argument[]];

const OF_INSTANT: Signature = [['instant']];
const OF_RANGE: Signature = [['range']];
const OF_TIME: Signature = [[], ['instant']];

/** Each of a list with the same signature. */
function all(names: string, signature: Signature): Record<string, Signature> {
  return Object.fromEntries(names.split(' ').map((name) => [name, signature]));
}

/**
 * Every function that Prometheus has had since 2.42 and has not given up since: rules shall be right on 2.42 and on 3. The last
 * optional argument may be repeated.
 */
export const FUNCTIONS: Readonly<Record<string, Signature>> = {
  ...all(
    'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_count histogram_sum ln log10 log2 rad sgn ' +
      'sin sinh sort sort_desc sqrt tan tanh timestamp scalar',
    OF_INSTANT,
  ),
  ...all(
    'absent_over_time avg_over_time changes count_over_time delta deriv idelta increase irate last_over_time max_over_time ' +
      'min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time',
    OF_RANGE,
  ),
  ...all('day_of_month day_of_week day_of_year days_in_month hour minute month year', OF_TIME),
  ...all('pi time', [[]]),
  clamp: [['instant', 'scalar', 'scalar']],
  clamp_max: [['instant', 'scalar']],
  clamp_min: [['instant', 'scalar']],
  histogram_fraction: [['scalar', 'scalar', 'instant']],
  histogram_quantile: [['scalar', 'instant']],
  label_join: [['instant', 'string', 'string'], ['string']],
  label_replace: [['instant', 'string', 'string', 'string', 'string']],
  predict_linear: [['range', 'scalar']],
  quantile_over_time: [['scalar', 'range']],
  round: [['instant'], ['scalar']],
  vector: [['scalar']],
};

/** The same for aggregations. */
export const AGGREGATIONS: Readonly<Record<string, readonly Argument[]>> = {
  ...Object.fromEntries(
    ['avg', 'count', 'group', 'max', 'min', 'stddev', 'stdvar', 'sum'].map((name) => [
      name,
      ['instant'] as const,
    ]),
  ),
  bottomk: ['scalar', 'instant'],
  count_values: ['string', 'instant'],
  quantile: ['scalar', 'instant'],
  topk: ['scalar', 'instant'],
};
