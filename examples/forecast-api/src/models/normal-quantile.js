/**
 * The standard normal quantile (inverse of the distribution function), accurate to about 0.005 (Tukey's lambda family):
 * plenty for the width of a forecast band.
 *
 * @param {number} probability above 0 and below 1
 */
export function normalQuantile(probability) {
  return (probability ** 0.1349 - (1 - probability) ** 0.1349) / 0.1975;
}
