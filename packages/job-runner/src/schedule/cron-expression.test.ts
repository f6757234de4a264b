import { describe, expect, test } from 'vitest';
import { nextRunOf } from './cron-expression.ts';

const HOUR_MS = 3_600_000;

/** Every due time in a span of time, as ISO minutes in UTC. */
function dueTimes(line: string, timeZone: string, from: string, hours: number): string[] {
  const nextRun = nextRunOf(line, timeZone);
  const start = Date.parse(from);
  const found: string[] = [];
  let due = nextRun(start - 1);
  while (due !== undefined && due < start + hours * HOUR_MS) {
    found.push(new Date(due).toISOString().slice(0, 16));
    due = nextRun(due);
  }
  return found;
}

/** The same by looking at every minute's wall clock through Intl, which knows nothing of cron. */
function wallClockTimes(
  matches: (hour: number, minute: number) => boolean,
  timeZone: string,
  from: string,
  hours: number,
): string[] {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
  });
  const start = Date.parse(from);
  return Array.from({ length: hours * 60 }, (_, minute) => start + minute * 60_000)
    .filter((time) => {
      const [hour = 0, minute = 0] = format.format(time).split(':').map(Number);
      return matches(hour, minute);
    })
    .map((time) => new Date(time).toISOString().slice(0, 16));
}

const SPRING = '2026-03-28T00:00Z';
const AUTUMN = '2026-10-24T00:00Z';

describe('intervals agree with the wall clock minute by minute', () => {
  const lines: [string, (hour: number, minute: number) => boolean][] = [
    ['0 * * * *', (_, minute) => minute === 0],
    ['*/15 * * * *', (_, minute) => minute % 15 === 0],
    ['30 */2 * * *', (hour, minute) => hour % 2 === 0 && minute === 30],
    ['20,40 1-3 * * *', (hour, minute) => hour >= 1 && hour <= 3 && [20, 40].includes(minute)],
  ];
  for (const [line, matches] of lines) {
    for (const timeZone of [
      'Europe/Madrid',
      'Asia/Kolkata',
      'Asia/Kathmandu',
      'UTC',
      'America/New_York',
    ]) {
      for (const from of [SPRING, AUTUMN]) {
        test(`${line} in ${timeZone} from ${from}`, () => {
          expect(dueTimes(line, timeZone, from, 72)).toEqual(
            wallClockTimes(matches, timeZone, from, 72),
          );
        });
      }
    }
  }
});

describe('fixed times', () => {
  const at230 = (hour: number, minute: number): boolean => hour === 2 && minute === 30;

  test('the one that the spring change in Madrid leaves out is due right after it', () => {
    // 2026-03-29: clocks go from 02:00 to 03:00, at 01:00 UTC.
    expect(wallClockTimes(at230, 'Europe/Madrid', SPRING, 72)).toEqual([
      '2026-03-28T01:30',
      '2026-03-30T00:30',
    ]);
    expect(dueTimes('30 2 * * *', 'Europe/Madrid', SPRING, 72)).toEqual([
      '2026-03-28T01:30',
      '2026-03-29T01:00',
      '2026-03-30T00:30',
    ]);
  });

  test('the one that comes twice on the autumn change in Madrid is due once, the first time', () => {
    // 2026-10-25: clocks go from 03:00 to 02:00, at 01:00 UTC.
    expect(wallClockTimes(at230, 'Europe/Madrid', AUTUMN, 72)).toEqual([
      '2026-10-24T00:30',
      '2026-10-25T00:30',
      '2026-10-25T01:30',
      '2026-10-26T01:30',
    ]);
    expect(dueTimes('30 2 * * *', 'Europe/Madrid', AUTUMN, 72)).toEqual([
      '2026-10-24T00:30',
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ]);
  });

  for (const timeZone of ['Asia/Kolkata', 'UTC', 'America/Phoenix']) {
    test(`follow the wall clock where it never changes: ${timeZone}`, () => {
      for (const from of [SPRING, AUTUMN]) {
        const due = dueTimes('30 2 * * *', timeZone, from, 96);
        expect(due).toEqual(wallClockTimes(at230, timeZone, from, 96));
        expect(due.length).toBeGreaterThanOrEqual(4);
      }
    });
  }

  test('leap days are found years ahead', () => {
    expect(nextRunOf('0 0 29 2 *', 'UTC')(Date.UTC(2026, 0, 1))).toBe(Date.UTC(2028, 1, 29));
  });
});
