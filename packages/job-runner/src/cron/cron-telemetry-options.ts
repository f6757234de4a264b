import type { Providers } from '@fluxora/telemetry-core';
import type { JobClock } from '../adapter.ts';
import {
  msProblems,
  nameProblems,
  throwProblems,
  typeProblems,
  unknownOptions,
} from '../option-problems.ts';

export interface CronTelemetryOptions {
  /** How late a run may begin before it counts as missed. Milliseconds, ≥ 0. @defaultValue 60_000 */
  readonly toleranceMs?: number;
  readonly providers?: Providers;
  /** For tests. @defaultValue the process's clocks */
  readonly clock?: JobClock;
}

const KNOWN = ['toleranceMs', 'providers', 'clock'] satisfies (keyof CronTelemetryOptions)[];

/** Throws one `TelemetryError` that lists everything that is wrong. */
export function checkCronOptions(problems: readonly string[], options: object): void {
  const given = options as Record<string, unknown>;
  throwProblems([
    ...problems,
    ...unknownOptions(given, KNOWN),
    ...msProblems('toleranceMs', given.toleranceMs, 60_000),
    ...typeProblems('providers', given.providers, 'object'),
    ...typeProblems('clock', given.clock, 'object'),
  ]);
}

/** A schedule without a name would be a random one at every start. */
export function checkScheduleName(name: unknown): asserts name is string {
  const advice = 'a fixed name from code as the option of the runner, as in { name: "nightly" }';
  throwProblems(nameProblems('the name of a schedule', name, advice), 'schedule.invalid');
}
