import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Rotation } from '../../define/on-call.ts';
import { pagerDutyOnCall } from '../../fixtures/oncall/pagerduty-on-call.ts';
import { readCalendar } from '../../fixtures/oncall/read-calendar.ts';
import { readHcl } from '../../fixtures/oncall/read-hcl.ts';
import { DAYS, rotationsOn } from '../../fixtures/oncall/rotations.ts';
import { platform } from '../../fixtures/platform.ts';
import { calendarHorizonOf, horizonOf } from '../../oncall/horizon.ts';
import { DAY_MS, instantOf, MINUTE_MS, parseDay } from '../../oncall/local-time.ts';
import { turnsBetween, whoIsOnCall } from '../../oncall/turns.ts';
import { nextClockChange } from '../../oncall/zone-offsets.ts';
import type { AlertmanagerConfig } from '../alertmanager/alertmanager-config.ts';
import { isWithinInterval } from '../alertmanager/evaluate-route.ts';
import { onCallIntervals } from '../alertmanager/time-intervals.ts';
import { yamlFile } from '../yaml-file.ts';
import { calendarFile } from './calendar-file.ts';
import { pagerDutyFile } from './pagerduty-file.ts';

/** By then every shift has begun. */
function settled({ timeZone, start }: Rotation): number {
  return instantOf(timeZone, { day: (parseDay(start) ?? 0) + 8, minute: 0 });
}

/** Both sides of every handover and clock change, and minutes in between. */
function samples(rotation: Rotation, from: number, to: number): number[] {
  const handovers = turnsBetween(rotation, from, to).map((turn) => turn.from);
  // Every handover would be a thousand; of a pattern that repeats, sixty say as much.
  const edges = handovers.filter((_, index) => index % Math.ceil(handovers.length / 60) === 0);
  let change = nextClockChange(rotation.timeZone, from, to);
  while (change !== undefined) {
    for (let minutes = -150; minutes <= 150; minutes += 30)
      edges.push(change + minutes * MINUTE_MS);
    change = nextClockChange(rotation.timeZone, change, to);
  }
  const between = Array.from(
    { length: 60 },
    (_, index) => from + Math.floor(((to - from) * index) / 60),
  );
  return [...edges, ...edges.map((edge) => edge - MINUTE_MS), ...between].filter(
    (instant) => instant >= from && instant < to,
  );
}

test.each(DAYS)(
  '%s: a rotation covers every minute exactly once, in every zone and with everybody who stands in',
  (today) => {
    const horizon = horizonOf(today);
    fc.assert(
      fc.property(rotationsOn(today), (rotation) => {
        const from = settled(rotation);
        const turns = turnsBetween(rotation, from, horizon.to);
        expect(turns[0]?.from).toBe(from);
        expect(turns.at(-1)?.to).toBe(horizon.to);
        for (const [index, turn] of turns.slice(1).entries())
          expect(turn.from).toBe(turns[index]?.to);
      }),
      { numRuns: 25 },
    );
  },
);

test.each(DAYS)(
  '%s: the calendar says the same, read by another library, until the end of the next year',
  (today) => {
    fc.assert(
      fc.property(rotationsOn(today), (rotation) => {
        const [from, to] = [settled(rotation), calendarHorizonOf(today) - 10 * DAY_MS];
        const events = readCalendar(calendarFile('random', rotation, today).content, to);
        expect(new Set(events.map((event) => `${event.uid} ${event.from}`)).size).toBe(
          events.length,
        );
        const says = (instant: number): string[] =>
          events
            .filter((event) => event.from <= instant && event.to > instant)
            .map(({ summary }) => summary);
        expect(differences(rotation, samples(rotation, from, to), says, calendarName)).toEqual([]);
      }),
      { numRuns: 5 },
    );
  },
);

test.each(DAYS)(
  '%s: Alertmanager’s time intervals say the same, as they stand in the file',
  (today) => {
    const horizon = horizonOf(today);
    fc.assert(
      fc.property(rotationsOn(today), (rotation) => {
        const intervals = onCallIntervals('random', rotation, horizon);
        const file = yamlFile('x.yaml', { time_intervals: intervals });
        const config = parse(file.content) as AlertmanagerConfig;
        const says = (instant: number): string[] =>
          config.time_intervals
            .filter(({ name }) => isWithinInterval(config, name, instant))
            .map(({ name }) => name);
        const from = Math.max(settled(rotation), horizon.from);
        const instants = samples(rotation, from, horizon.to);
        expect(differences(rotation, instants, says, (id) => `oncall/random/${id}`)).toEqual([]);
      }),
      { numRuns: 12 },
    );
  },
);

test.each(DAYS)('%s: PagerDuty’s layers say the same, as they stand in the file', (today) => {
  const horizon = horizonOf(today);
  fc.assert(
    fc.property(rotationsOn(today), (rotation) => {
      const people = rotation.people.map((person) => ({ ...person, pagerDutyUser: person.id }));
      const monitoring = { ...platform, oncall: { random: { ...rotation, people } }, today };
      const schedule = readHcl(pagerDutyFile(monitoring).content).find(
        ({ labels }) => labels[0] === 'pagerduty_schedule',
      );
      if (schedule === undefined) throw new Error('no schedule was written');
      const says = (instant: number): string[] => pagerDutyOnCall(schedule, instant);
      const from = Math.max(settled(rotation), horizon.from);
      const instants = samples(rotation, from, horizon.to);
      expect(differences(rotation, instants, says, (id) => id)).toEqual([]);
    }),
    { numRuns: 15 },
  );
});

/** Instants at which somebody else, nobody or several are named. */
function differences(
  rotation: Rotation,
  instants: readonly number[],
  says: (instant: number) => string[],
  nameOf: (id: string) => string,
): { at: string; says: string[]; not: string }[] {
  return instants.flatMap((instant) => {
    const [said, right] = [says(instant), nameOf(whoIsOnCall(rotation, instant)?.id ?? 'nobody')];
    return said.length === 1 && said[0] === right
      ? []
      : [{ at: new Date(instant).toISOString(), says: said, not: right }];
  });
}

function calendarName(id: string): string {
  return `${id} is on call: random`;
}
