import type { Rotation } from '../define/on-call.ts';
import { formatTimeOfDay, MINUTES_PER_DAY, WEEKDAYS } from './local-time.ts';
import { shiftTimes } from './watches.ts';

/** Minutes of the week, counted from Monday 00:00, that are not covered exactly once. `to` is exclusive. */
export interface UnevenCover {
  readonly from: number;
  readonly to: number;
  /** Places of the shifts that cover it: none, or several. */
  readonly shifts: readonly number[];
}

const MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY;

/** Where a rotation has holes or overlaps. Whoever's turn it is, the pattern of shifts repeats every week: one week shows all. */
export function unevenCovers(rotation: Rotation): UnevenCover[] {
  const shiftsByMinute: number[][] = Array.from({ length: MINUTES_PER_WEEK }, () => []);
  for (const [index, shift] of rotation.shifts.entries()) {
    const { from, lengthMinutes, days } = shiftTimes(shift);
    for (const [dayIndex, day] of WEEKDAYS.entries()) {
      if (!days.has(day)) continue;
      for (let minute = 0; minute < lengthMinutes; minute += 1) {
        const at = (dayIndex * MINUTES_PER_DAY + from + minute) % MINUTES_PER_WEEK;
        shiftsByMinute[at]?.push(index);
      }
    }
  }
  const covers: { from: number; to: number; shifts: readonly number[] }[] = [];
  for (const [minute, shifts] of shiftsByMinute.entries()) {
    if (shifts.length === 1) continue;
    const last = covers.at(-1);
    if (last?.to === minute && last.shifts.join() === shifts.join()) last.to = minute + 1;
    else covers.push({ from: minute, to: minute + 1, shifts });
  }
  return covers;
}

/** `510` → `monday 08:30`. */
export function formatWeekMinute(minute: number): string {
  const day = WEEKDAYS[Math.floor(minute / MINUTES_PER_DAY) % 7];
  return `${day} ${formatTimeOfDay(minute % MINUTES_PER_DAY)}`;
}
