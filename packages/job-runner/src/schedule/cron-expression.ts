import { Cron } from 'croner';

/** When something is next due after a moment: `undefined` when never again. Milliseconds since the Unix epoch. */
export type NextRun = (after: number) => number | undefined;

/**
 * Reads a cron line: 5 fields, 6 with seconds, or a nickname such as `@daily`.
 *
 * At clock changes it does as cron does: a fixed time (`30 2 * * *`) that the change leaves out is due at the first moment after
 * it, and one that comes twice is due once; intervals (`*\/30 * * * *`) follow the hours as they pass.
 *
 * @param timeZone - IANA name. @defaultValue the process's time zone
 * @throws Error when it is no cron line or no time zone.
 */
export function nextRunOf(line: string, timeZone: string | undefined): NextRun {
  // No function is given, so this is a calculator and never a timer.
  const cron = new Cron(line, {
    paused: true,
    ...(timeZone !== undefined && { timezone: timeZone }),
  });
  return (after) => cron.nextRun(new Date(after))?.getTime();
}
