import type { Weekday } from '../define/on-call.ts';
import { localMinuteAt, parseTimeOfDay, weekdayOf } from './local-time.ts';

/** Hours by the clock on the wall of some place; `to` before `from`: over midnight. */
export interface Hours {
  readonly timeZone: string;
  /** Days on which they begin. @defaultValue every day */
  readonly days?: readonly Weekday[];
  readonly from: string;
  readonly to: string;
}

/** Whether the clock on the wall shows one of the hours. */
export function isWithinHours({ timeZone, days, from, to }: Hours, instant: number): boolean {
  const { day, minute } = localMinuteAt(timeZone, instant);
  const [begin, end] = [parseTimeOfDay(from) ?? 0, parseTimeOfDay(to) ?? 0];
  const isOn = (on: number): boolean => days === undefined || days.includes(weekdayOf(on));
  if (begin < end) return isOn(day) && minute >= begin && minute < end;
  return (isOn(day) && minute >= begin) || (isOn(day - 1) && minute < end);
}
