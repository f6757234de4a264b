import { logger } from '@fluxora/telemetry';
import { instrumentSchedule } from '@fluxora/telemetry-job-runner';
import { addDays, dayOf, TIME_ZONE } from './time.js';

/** Timers cannot be set further, and clocks that are adjusted in between are noticed. */
const LONGEST_TIMER_MS = 15 * 60_000;

/** Every night at a quarter past two. */
const DEFAULT_CRON = '15 2 * * *';

/**
 * Runs something by the clock. `instrumentSchedule` says when it ran and when it is due; it starts nothing, so here is the timer.
 *
 * @param {() => Promise<unknown>} run
 * @param {{ cron?: string | undefined, toleranceMs?: number }} [options] `toleranceMs`: how late a run may begin
 */
export function startNightly(run, { cron = DEFAULT_CRON, toleranceMs = LONGEST_TIMER_MS } = {}) {
  const schedule = instrumentSchedule('nightly-forecast', {
    cron,
    timeZone: TIME_ZONE,
    toleranceMs,
  });
  const runOnce = schedule.wrap(run);
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const wait = () => {
    const dueIn = (schedule.nextRunAt() ?? Infinity) - Date.now();
    timer = setTimeout(dueIn > LONGEST_TIMER_MS ? wait : fire, Math.min(dueIn, LONGEST_TIMER_MS));
    timer.unref();
  };
  const fire = () => {
    runOnce().catch((error) => logger.error('the nightly run could not begin', { error }));
    wait();
  };
  wait();
  return {
    /** Runs it now, beside the schedule: after an outage, for example. */
    runNow: runOnce,
    stop: () => {
      clearTimeout(timer);
      schedule.stop();
    },
  };
}

/**
 * The day to forecast tonight: tomorrow. Figures that end in the past are replayed from whole weeks before, at the same time of
 * the year.
 *
 * @param {string} lastDay of the history
 */
export function tomorrow(lastDay) {
  let day = addDays(dayOf(Date.now()), 1);
  while (day > lastDay) day = addDays(day, -364);
  return day;
}
