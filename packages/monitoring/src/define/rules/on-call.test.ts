import { expect, test } from 'vitest';
import { platformDefinition } from '../../fixtures/platform.ts';
import type { Rotation } from '../on-call.ts';
import { onCallRule } from './on-call.ts';

const person = (id: string): Rotation['people'][number] => ({
  id,
  name: id,
  email: `${id}@fluxora.example`,
});

const good: Rotation = {
  timeZone: 'Europe/Madrid',
  start: '2026-01-05',
  people: [person('ana'), person('bo')],
  shifts: [
    { people: ['ana'], from: '08:00', to: '20:00' },
    { people: ['bo'], from: '20:00', to: '08:00' },
  ],
};

function problems(rotation: Partial<Rotation>): string[] {
  return onCallRule({
    ...platformDefinition,
    oncall: { night: { ...good, ...rotation } },
  }).map(({ place, message }) => `${place}: ${message}`);
}

test('accepts the rotation of the platform', () => {
  expect(onCallRule(platformDefinition)).toEqual([]);
  expect(problems({})).toEqual([]);
});

test('names every hole and every overlap of the week', () => {
  const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const;
  expect(
    problems({
      shifts: [
        { people: ['ana'], from: '08:00', to: '20:30' },
        { people: ['bo'], from: '20:00', to: '08:00', days: weekdays },
      ],
    }),
  ).toEqual([
    'oncall/night: nobody covers monday 00:00 to monday 08:00. Lengthen a shift, or add one.',
    ...weekdays.map(
      (day) =>
        `oncall/night: shifts 0 and 1 both cover ${day} 20:00 to ${day} 20:30. Shorten one of them.`,
    ),
    'oncall/night: nobody covers saturday 20:30 to sunday 08:00. Lengthen a shift, or add one.',
    'oncall/night: nobody covers sunday 20:30 to monday 00:00. Lengthen a shift, or add one.',
  ]);
});

test('tells everything that is wrong at once, with the value and the mend', () => {
  const found = problems({
    timeZone: 'Europe/Madird',
    start: '2026-02-30',
    people: [
      { ...person('ana'), email: 'ana', phone: '600' },
      person('ana'),
      { ...person('Bo'), receivers: ['nowhere'] },
    ],
    shifts: [
      { people: ['ana', 'zoe'], from: '8:00', to: '20:00', turn: { weeks: 0 } },
      { people: [], days: [] },
    ],
    overrides: [
      { person: 'zoe', from: '2026-12-24', to: '2026-12-25T08:00' },
      { person: 'ana', from: '2026-12-25T08:00', to: '2026-12-24T08:00' },
    ],
  });
  for (const part of [
    'time zone "Europe/Madird" is unknown. Use an IANA name',
    'start "2026-02-30" is no day. Write it as "2026-01-05".',
    'people/ana: email "ana" is no address.',
    'people/ana: phone "600" is not in E.164.',
    'two people have the id "ana". Make it unique.',
    'people/Bo: the id "Bo" is not kebab-case.',
    'people/Bo: receiver "nowhere" is not declared.',
    'people/Bo: is on no shift.',
    'ana, ana has no receivers while others do',
    'shifts/0: "zoe" is not among the people of the rotation.',
    'shifts/0: from "8:00" is no time of day. Write it as "08:00".',
    'shifts/0: a turn of 0 is impossible.',
    'shifts/1: has no people. Name at least one.',
    'shifts/1: begins on no day.',
    'overrides/0: "zoe" is not among the people of the rotation.',
    'overrides/0: from "2026-12-24" is no local time. Write it as "2026-12-24T08:00".',
    'overrides/1: ends at 2026-12-24T08:00, not after its beginning at 2026-12-25T08:00.',
  ]) {
    expect(found).toContainEqual(expect.stringContaining(part));
  }
});

test('refuses a stand-in before the beginning, and two at once', () => {
  expect(
    problems({
      overrides: [
        { person: 'ana', from: '2025-12-24T08:00', to: '2025-12-25T08:00' },
        { person: 'ana', from: '2026-12-24T08:00', to: '2026-12-26T08:00' },
        { person: 'bo', from: '2026-12-25T08:00', to: '2026-12-27T08:00' },
      ],
    }),
  ).toEqual([
    'oncall/night/overrides/0: begins at 2025-12-24T08:00, before the rotation does on 2026-01-05. Remove it, or begin earlier.',
    'oncall/night/overrides/2: overlaps with override 1: two people would stand in at once. Shorten one of them.',
  ]);
});

test('refuses a handover at a time that the clock skips or shows twice', () => {
  const found = problems({
    shifts: [
      { people: ['ana'], from: '02:30', to: '14:30' },
      { people: ['bo'], from: '14:30', to: '02:30' },
    ],
    overrides: [{ person: 'bo', from: '2026-10-25T02:00', to: '2026-10-25T12:00' }],
  });
  expect(found).toEqual([
    'oncall/night/shifts/0: 02:30 on 2027-03-28 is skipped by the clock of Europe/Madrid, and calendars disagree on what it means. Hand over at another hour.',
    'oncall/night/shifts/1: 02:30 on 2027-03-28 is skipped by the clock of Europe/Madrid, and calendars disagree on what it means. Hand over at another hour.',
    'oncall/night/overrides/0: 02:00 on 2026-10-25 is shown twice by the clock of Europe/Madrid, and calendars disagree on what it means. Hand over at another hour.',
  ]);
});

test('a handover at midnight is clear where the clock is put forward at midnight', () => {
  const shifts = [{ people: ['ana', 'bo'] }];
  expect(problems({ timeZone: 'America/Santiago', shifts })).toEqual([]);
  expect(problems({ timeZone: 'America/Havana', shifts })).toEqual([
    expect.stringContaining('00:00 on 2027-11-07 is shown twice'),
  ]);
});
