/**
 * The empirical quantile, between neighbours linearly.
 *
 * @param {Float64Array} sorted ascending, at least one
 * @param {number} probability 0 to 1
 */
export function quantileOf(sorted, probability) {
  const rank = probability * (sorted.length - 1);
  const below = sorted[Math.floor(rank)] ?? 0;
  const above = sorted[Math.ceil(rank)] ?? below;
  return below + (above - below) * (rank - Math.floor(rank));
}
