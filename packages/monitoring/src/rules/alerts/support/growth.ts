/**
 * By how much each series of a counter grew within a window, what it began with included.
 *
 * `increase` sees what comes after the first sample. A counter of rare events has its first sample when the first of them has
 * happened already: a failure of a new kind, a process that ends after one run. What was not there one window ago began at 0.
 *
 * @param series - A counter with its matchers.
 * @param window - As Prometheus writes it. A counter that is older than the store's first sample counts as new for one window.
 */
export function growth(series: string, window: string): string {
  return (
    `((last_over_time(${series}[${window}]) unless last_over_time(${series}[${window}] offset ${window}))` +
    ` or increase(${series}[${window}]))`
  );
}
