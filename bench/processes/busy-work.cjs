'use strict';

/**
 * CPU work of the kind a forecast API does: builds a day of points, sums them and writes JSON.
 *
 * @param {number} points - Size of the work; the harness picks it so that one call takes about 230 µs.
 * @returns {{ total: number, bytes: number }}
 */
function busyWork(points) {
  const series = [];
  for (let index = 0; index < points; index++) {
    series.push({ at: index * 900, mw: Math.sin(index / 15.3) * 40 + 60 });
  }
  let total = 0;
  for (const point of series) total += point.mw;
  return { total: Math.round(total), bytes: JSON.stringify(series).length };
}

module.exports = { busyWork };
