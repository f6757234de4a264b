import type { Providers } from '@fluxora/telemetry-core';
import type { JobClock } from '../adapter.ts';
import {
  msProblems,
  nameProblems,
  show,
  throwProblems,
  typeProblems,
  unknownOptions,
} from '../option-problems.ts';
import { type NextRun, nextRunOf } from './cron-expression.ts';

export interface ScheduleOptions {
  /** Cron line: 5 fields, 6 with seconds, or a nickname such as `@daily`. This or `nextRun` is needed. */
  readonly cron?: string;
  /** IANA name of the zone in which `cron` is meant. @defaultValue the process's zone */
  readonly timeZone?: string;
  /**
   * When it is next due after a moment, for schedules that are no cron lines and runners with a calendar of their own. Both in
   * milliseconds since the Unix epoch; `undefined` for never.
   */
  readonly nextRun?: NextRun;
  /** How late a run may begin before it counts as missed. Milliseconds, ≥ 0. @defaultValue 60_000 */
  readonly toleranceMs?: number;
  readonly providers?: Providers;
  /** For tests. @defaultValue the process's clocks */
  readonly clock?: JobClock;
}

const KNOWN = [
  'cron',
  'timeZone',
  'nextRun',
  'toleranceMs',
  'providers',
  'clock',
] satisfies (keyof ScheduleOptions)[];

/** What is due when. Throws one `TelemetryError` that lists everything that is wrong. */
export function resolveSchedule(name: unknown, options: unknown, clock: JobClock): NextRun {
  if (typeof options !== 'object' || options === null) {
    throwProblems([`options are ${show(options)}. Pass an object with a cron line.`], CODE);
  }
  const given = options as Record<string, unknown>;
  const { cron, nextRun, timeZone } = given;
  const problems = [
    ...nameProblems('the name of a schedule', name, 'a fixed name from code, as in "nightly"'),
    ...unknownOptions(given, KNOWN),
    ...msProblems('toleranceMs', given.toleranceMs, 60_000),
    ...typeProblems('cron', cron, 'string'),
    ...typeProblems('nextRun', nextRun, 'function'),
    ...typeProblems('providers', given.providers, 'object'),
    ...typeProblems('clock', given.clock, 'object'),
  ];
  if ((cron === undefined) === (nextRun === undefined)) {
    problems.push(
      `cron is ${show(cron)} and nextRun ${show(nextRun)}. Pass one of them: a cron line as in "30 2 * * *", or a function.`,
    );
  }
  const zoneProblems = timeZoneProblems(timeZone);
  problems.push(...zoneProblems);
  let next = nextRun as NextRun | undefined;
  if (typeof cron === 'string' && zoneProblems.length === 0) {
    try {
      next = nextRunOf(cron, timeZone as string | undefined);
    } catch (error) {
      problems.push(
        `cron is ${show(cron)}: ${(error as Error).message} Use 5 fields (minute hour day month weekday), or 6 with seconds first.`,
      );
    }
  }
  if (typeof next === 'function' && problems.length === 0) {
    problems.push(...neverProblems(next, cron, clock.now()));
  }
  throwProblems(problems, CODE);
  return next as NextRun;
}

const CODE = 'schedule.invalid';

function neverProblems(next: NextRun, cron: unknown, now: number): string[] {
  try {
    const first = next(now);
    if (typeof first === 'number' && first > now) return [];
    return cron === undefined
      ? [
          `nextRun gave ${show(first)} for ${now}. Return a later time in milliseconds since the Unix epoch.`,
        ]
      : [
          `cron ${show(cron)} never fires. Check its day and month: they may name a day that does not exist.`,
        ];
  } catch (error) {
    return [
      `nextRun threw ${show(String(error))}. Return milliseconds since the Unix epoch, or undefined.`,
    ];
  }
}

function timeZoneProblems(timeZone: unknown): string[] {
  if (timeZone === undefined) return [];
  try {
    if (typeof timeZone !== 'string' || timeZone === '') throw new RangeError();
    Intl.DateTimeFormat('en', { timeZone });
    return [];
  } catch {
    return [
      `timeZone is ${show(timeZone)}. Use an IANA name, as in "Europe/Madrid", or leave it out for the zone of the process.`,
    ];
  }
}
