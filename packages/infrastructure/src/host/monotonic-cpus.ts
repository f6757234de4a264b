import type { CpuMode, CpuStat, CpuTimes } from '../kernel/proc-stat.ts';

/** A CPU that is taken offline and back begins anew; then its time is far behind. Seconds. */
const MAX_SLIP = 5;

/**
 * Holds back times that slip: the kernel says itself that `iowait` "may decrease in certain conditions" (proc_stat(5)), and
 * `idle` with it. A backend would take the slip for a restart and add the whole time since boot to a rate.
 */
export class MonotonicCpus {
  #previous: CpuStat | undefined;

  next(stat: CpuStat): CpuStat {
    const previous = this.#previous;
    const next =
      previous === undefined
        ? stat
        : {
            ...stat,
            all: heldBack(previous.all, stat.all),
            each: new Map(
              Array.from(stat.each, ([number, times]) => [
                number,
                heldBack(previous.each.get(number) ?? {}, times),
              ]),
            ),
          };
    this.#previous = next;
    return next;
  }
}

function heldBack(previous: CpuTimes, times: CpuTimes): CpuTimes {
  return Object.fromEntries(
    Object.entries(times).map(([mode, seconds]) => {
      const before = previous[mode as CpuMode] ?? 0;
      const isSlip = before > seconds && before - seconds < MAX_SLIP;
      return [mode, isSlip ? before : seconds];
    }),
  );
}
