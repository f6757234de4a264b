import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isTimeOfDay, nextTimeOfDay } from './next-time-of-day.ts';
import { localTimeOf } from './wall-clock.ts';

const at = (text: string): number => Date.parse(text);
const HOUR = 3_600_000;

test.each([
  ['in winter', '2026-01-10T10:00Z', '2026-01-10T11:00Z'],
  ['in summer', '2026-07-10T09:59Z', '2026-07-10T10:00Z'],
  ['at the closure itself: the next day', '2026-01-10T11:00Z', '2026-01-11T11:00Z'],
  ['the day before clocks go forward', '2026-03-28T11:00Z', '2026-03-29T10:00Z'],
  ['the day before clocks go back', '2026-10-24T10:00Z', '2026-10-25T11:00Z'],
  ['after midnight there, before midnight in UTC', '2026-01-09T23:30Z', '2026-01-10T11:00Z'],
])('noon in Madrid, %s', (_, now, expected) => {
  expect(new Date(nextTimeOfDay(at(now), ['12:00'], 'Europe/Madrid'))).toEqual(new Date(expected));
});

test('a time that is left out comes when the clocks were put forward over it', () => {
  const next = nextTimeOfDay(at('2026-03-29T00:30Z'), ['02:30'], 'Europe/Madrid');
  expect(new Date(next)).toEqual(new Date('2026-03-29T01:00Z'));
});

test('a time that is shown twice comes once', () => {
  const first = nextTimeOfDay(at('2026-10-24T23:00Z'), ['02:30'], 'Europe/Madrid');
  expect(new Date(first)).toEqual(new Date('2026-10-25T00:30Z'));
  expect(new Date(nextTimeOfDay(first, ['02:30'], 'Europe/Madrid'))).toEqual(
    new Date('2026-10-26T01:30Z'),
  );
});

test('of several times the nearest', () => {
  const times = ['12:00', '18:30', '06:00'];
  expect(new Date(nextTimeOfDay(at('2026-01-10T12:00Z'), times, 'UTC'))).toEqual(
    new Date('2026-01-10T18:30Z'),
  );
  expect(new Date(nextTimeOfDay(at('2026-01-10T18:30Z'), times, 'UTC'))).toEqual(
    new Date('2026-01-11T06:00Z'),
  );
});

test('lies ahead, within a day or so, and the clocks show it or jumped over it', () => {
  const zone = fc.constantFrom(
    'Europe/Madrid',
    'America/Sao_Paulo',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
    'Pacific/Apia',
    'Atlantic/Azores',
  );
  const minute = fc.integer({ min: 0, max: 1_439 });
  const now = fc.integer({ min: at('1990-01-01T00:00Z'), max: at('2036-01-01T00:00Z') });
  fc.assert(
    fc.property(now, minute, zone, (instant, minutes, timeZone) => {
      const [hour, rest] = [Math.floor(minutes / 60), minutes % 60];
      const time = `${String(hour).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
      const next = nextTimeOfDay(instant, [time], timeZone);
      const shown = new Date(localTimeOf(next, timeZone)).toISOString().slice(11, 16);
      const [before, after] = [next - 1, next].map((each) => localTimeOf(each, timeZone));
      expect(next).toBeGreaterThan(instant);
      // Apia left out a whole day.
      expect(next - instant).toBeLessThanOrEqual(50 * HOUR);
      expect(shown === time || (after as number) - (before as number) > 1).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test.each(['24:00', '9:30', '12:60', '12', '', 12, null, undefined])(
  '%j is no time of day',
  (value) => {
    expect(isTimeOfDay(value)).toBe(false);
  },
);
