import { expect, test } from 'vitest';
import type { Rotation } from '../../define/on-call.ts';
import { horizonOf } from '../../oncall/horizon.ts';
import { muteInterval, onCallIntervals, ticketHoursInterval } from './time-intervals.ts';

test('a mute window over midnight is two parts, the second on the days after', () => {
  const window = { name: 'backup', timeZone: 'Europe/Madrid', from: '23:30', to: '00:30' };
  expect(muteInterval({ ...window, days: ['saturday', 'sunday'] })).toEqual({
    name: 'mute/backup',
    time_intervals: [
      {
        times: [{ start_time: '23:30', end_time: '24:00' }],
        weekdays: ['saturday', 'sunday'],
        location: 'Europe/Madrid',
      },
      {
        times: [{ start_time: '00:00', end_time: '00:30' }],
        weekdays: ['sunday', 'monday'],
        location: 'Europe/Madrid',
      },
    ],
  });
  expect(muteInterval({ ...window, to: '00:00' }).time_intervals).toHaveLength(1);
  expect(muteInterval({ ...window, from: '00:00', to: '24:00' }).time_intervals).toEqual([
    { times: [{ start_time: '00:00', end_time: '24:00' }], location: 'Europe/Madrid' },
  ]);
});

test('tickets wait for working days unless others are named', () => {
  const [part] = ticketHoursInterval('platform', {
    timeZone: 'Europe/Madrid',
    from: '08:00',
    to: '18:00',
  }).time_intervals;
  expect(part?.weekdays).toEqual(['monday', 'tuesday', 'wednesday', 'thursday', 'friday']);
});

const rotation: Rotation = {
  timeZone: 'Europe/Madrid',
  start: '2026-09-28',
  people: ['ana', 'bo'].map((id) => ({ id, name: id, email: `${id}@fluxora.example` })),
  shifts: [{ people: ['ana', 'bo'], turn: { weeks: 2 } }],
};

test('weeks on call are written as dates in UTC, by month, whole days without hours', () => {
  const [ana] = onCallIntervals('night', rotation, horizonOf('2026-11-22'));
  expect(ana?.name).toBe('oncall/night/ana');
  expect(ana?.time_intervals.slice(0, 4)).toEqual([
    // From 26 October, 00:00 on: Madrid is an hour ahead of UTC, and was two at the end of the first turn.
    { days_of_month: ['1:10', '26:31'], months: ['10'], years: ['2026'], location: 'UTC' },
    {
      times: [{ start_time: '00:00', end_time: '22:00' }],
      days_of_month: ['11'],
      months: ['10'],
      years: ['2026'],
      location: 'UTC',
    },
    {
      times: [{ start_time: '23:00', end_time: '24:00' }],
      days_of_month: ['25'],
      months: ['10'],
      years: ['2026'],
      location: 'UTC',
    },
    { days_of_month: ['1:7', '23:30'], months: ['11'], years: ['2026'], location: 'UTC' },
  ]);
});

test('the dates are the same on every day of a quarter', () => {
  const on = (today: string): unknown => onCallIntervals('night', rotation, horizonOf(today));
  expect(on('2026-10-01')).toEqual(on('2026-12-31'));
  expect(on('2027-01-01')).not.toEqual(on('2026-12-31'));
});
