import { expect, test } from 'vitest';
import {
  formatDay,
  instantOf,
  localMinuteAt,
  parseDay,
  parseLocalMinute,
  parseTimeOfDay,
  weekdayOf,
} from './local-time.ts';
import { nextClockChange, offsetAt } from './zone-offsets.ts';

function at(zone: string, text: string): string {
  const local = parseLocalMinute(text);
  if (local === undefined) throw new Error(text);
  return new Date(instantOf(zone, local)).toISOString();
}

test('reads times and days, and nothing that only looks like one', () => {
  expect(parseTimeOfDay('08:30')).toBe(510);
  expect(parseTimeOfDay('24:00')).toBe(1_440);
  for (const wrong of ['24:01', '8:30', '12:60', '', 'noon'])
    expect(parseTimeOfDay(wrong)).toBeUndefined();
  expect(formatDay(parseDay('2026-02-28') ?? 0)).toBe('2026-02-28');
  for (const wrong of ['2026-02-29', '2026-2-3', '20260203', ''])
    expect(parseDay(wrong)).toBeUndefined();
  expect(parseLocalMinute('2026-12-24T08:00')).toEqual({
    day: parseDay('2026-12-24'),
    minute: 480,
  });
  expect(parseLocalMinute('2026-12-24T08:00Z')).toBeUndefined();
  expect(weekdayOf(parseDay('2026-11-22') ?? 0)).toBe('sunday');
});

test('a time that the clock skips is the instant of the change, and of a time shown twice the first counts', () => {
  expect(at('Europe/Madrid', '2027-03-28T01:59')).toBe('2027-03-28T00:59:00.000Z');
  expect(at('Europe/Madrid', '2027-03-28T02:00')).toBe('2027-03-28T01:00:00.000Z');
  expect(at('Europe/Madrid', '2027-03-28T02:30')).toBe('2027-03-28T01:00:00.000Z');
  expect(at('Europe/Madrid', '2027-03-28T03:00')).toBe('2027-03-28T01:00:00.000Z');
  expect(at('Europe/Madrid', '2026-10-25T02:30')).toBe('2026-10-25T00:30:00.000Z');
  expect(at('Europe/Madrid', '2026-10-25T03:00')).toBe('2026-10-25T02:00:00.000Z');
});

test('knows clocks that are changed by half an hour, and at midnight', () => {
  // From +10:30 to +11 on the first Sunday of October.
  expect(at('Australia/Lord_Howe', '2026-10-04T02:15')).toBe('2026-10-03T15:30:00.000Z');
  expect(at('America/Santiago', '2026-09-06T00:00')).toBe('2026-09-06T04:00:00.000Z');
  expect(localMinuteAt('America/Santiago', Date.parse('2026-09-06T04:00:00Z'))).toEqual({
    day: parseDay('2026-09-06'),
    minute: 60,
  });
});

test('finds clock changes to the minute, and none where there is none', () => {
  const [from, to] = [Date.parse('2026-11-22T00:00:00Z'), Date.parse('2027-11-22T00:00:00Z')];
  const change = nextClockChange('Europe/Madrid', from, to) ?? 0;
  expect(new Date(change).toISOString()).toBe('2027-03-28T01:00:00.000Z');
  expect(offsetAt('Europe/Madrid', change - 1)).toBe(3_600_000);
  expect(offsetAt('Europe/Madrid', change)).toBe(7_200_000);
  expect(nextClockChange('Europe/Madrid', from, change - 1)).toBeUndefined();
  expect(nextClockChange('Asia/Kathmandu', from, to)).toBeUndefined();
});
