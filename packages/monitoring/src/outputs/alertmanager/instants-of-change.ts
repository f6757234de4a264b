import { DAY_MS, MINUTE_MS, parseDay, parseTimeOfDay } from '../../oncall/local-time.ts';
import { nextClockChange, offsetAt } from '../../oncall/zone-offsets.ts';
import type { AlertmanagerConfig } from './alertmanager-config.ts';

/** Days before and after a clock change that are looked at. */
const AROUND_DAYS = 7;

/**
 * Every instant of the two weeks around each zone's next two clock changes at which a time interval can begin or end, and those two
 * weeks' first. Without a clock change, of the two weeks from a day on.
 */
export function instantsOfChange(config: AlertmanagerConfig, today: string): number[] {
  const minutesByZone = new Map<string, Set<number>>([['UTC', new Set([0])]]);
  for (const part of config.time_intervals.flatMap((interval) => interval.time_intervals)) {
    const zone = part.location ?? 'UTC';
    const minutes = minutesByZone.get(zone) ?? new Set([0]);
    for (const { start_time, end_time } of part.times ?? []) {
      minutes.add(parseTimeOfDay(start_time) ?? 0).add(parseTimeOfDay(end_time) ?? 0);
    }
    minutesByZone.set(zone, minutes);
  }
  const start = (parseDay(today) ?? 0) * DAY_MS;
  const centers = [...minutesByZone.keys()].flatMap((zone) => clockChanges(zone, start));
  if (centers.length === 0) centers.push(start + AROUND_DAYS * DAY_MS);
  const instants = new Set<number>();
  for (const center of new Set(centers)) {
    const from = Math.floor(center / DAY_MS) - AROUND_DAYS;
    instants.add(from * DAY_MS).add(center);
    for (const [zone, minutes] of minutesByZone) {
      for (let day = from; day <= from + 2 * AROUND_DAYS; day += 1) {
        for (const minute of minutes) {
          const wall = day * DAY_MS + minute * MINUTE_MS;
          // With the offsets before and after, since the clock may show a time twice.
          for (const near of [wall - DAY_MS, wall + DAY_MS]) {
            instants.add(wall - offsetAt(zone, near));
          }
        }
      }
    }
  }
  return [...instants].toSorted((a, b) => a - b);
}

function clockChanges(zone: string, from: number): number[] {
  const year = 366 * DAY_MS;
  const first = nextClockChange(zone, from, from + year);
  const second = first === undefined ? undefined : nextClockChange(zone, first, first + year);
  return [first, second].filter((change) => change !== undefined);
}
