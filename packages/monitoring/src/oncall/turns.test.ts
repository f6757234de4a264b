import { expect, test } from 'vitest';
import type { Rotation } from '../define/on-call.ts';
import { turnsBetween, whoIsOnCall } from './turns.ts';

const person = (id: string): Rotation['people'][number] => ({
  id,
  name: id,
  email: `${id}@fluxora.example`,
});

const weekly: Rotation = {
  timeZone: 'Europe/Madrid',
  start: '2026-01-05',
  people: [person('ana'), person('bo')],
  shifts: [{ people: ['ana', 'bo'], from: '09:00', to: '09:00' }],
};

const show = (rotation: Rotation, from: string, to: string): string[] =>
  turnsBetween(rotation, Date.parse(from), Date.parse(to)).map((turn) =>
    [
      turn.person,
      new Date(turn.from).toISOString().slice(0, 16),
      ...(turn.standsInFor === undefined ? [] : [`for ${turn.standsInFor}`]),
    ].join(' '),
  );

test('weeks follow each other at the same hour of the wall, also when the clock is changed', () => {
  expect(show(weekly, '2026-03-16T00:00Z', '2026-04-10T00:00Z')).toEqual([
    'bo 2026-03-16T00:00',
    'ana 2026-03-16T08:00',
    'bo 2026-03-23T08:00',
    // Summer time: nine o'clock is seven in UTC.
    'ana 2026-03-30T07:00',
    'bo 2026-04-06T07:00',
  ]);
});

test('a night shift belongs to the day on which it begins', () => {
  const nights: Rotation = {
    ...weekly,
    shifts: [
      { people: ['ana'], from: '08:00', to: '20:00' },
      { people: ['bo', 'ana'], from: '20:00', to: '08:00', turn: { days: 1 } },
    ],
  };
  expect(whoIsOnCall(nights, Date.parse('2026-01-05T23:30:00+01:00'))?.id).toBe('bo');
  expect(whoIsOnCall(nights, Date.parse('2026-01-06T07:59:59+01:00'))?.id).toBe('bo');
  expect(whoIsOnCall(nights, Date.parse('2026-01-06T21:00:00+01:00'))?.id).toBe('ana');
});

test('somebody stands in for a part of a turn, and for nobody in their own', () => {
  const rotation: Rotation = {
    ...weekly,
    overrides: [{ person: 'bo', from: '2026-03-20T12:00', to: '2026-03-23T18:00' }],
  };
  expect(show(rotation, '2026-03-16T08:00Z', '2026-03-24T00:00Z')).toEqual([
    'ana 2026-03-16T08:00',
    'bo 2026-03-20T11:00 for ana',
    'bo 2026-03-23T08:00',
  ]);
});

test('nobody is on call before the rotation begins', () => {
  expect(whoIsOnCall(weekly, Date.parse('2026-01-05T08:59:00+01:00'))).toBeUndefined();
  expect(whoIsOnCall(weekly, Date.parse('2026-01-05T09:00:00+01:00'))?.id).toBe('ana');
});
