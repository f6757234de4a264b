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
            each:
              stat.each.size === 0
                ? stat.each
                : new Map(
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
  let held: Record<string, number> | undefined;
  for (const [mode, seconds] of Object.entries(times)) {
    const before = previous[mode as CpuMode] ?? 0;
    if (before > seconds && before - seconds < MAX_SLIP) {
      held ??= { ...times };
      held[mode] = before;
    }
  }
  return held ?? times;
}
