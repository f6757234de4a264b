import { setTimeout as delay } from 'node:timers/promises';
import { wallHour } from '../time.js';
import { NEEDED_HOURS, UNKNOWN_HOURS } from '../forecast/blend.js';

/** Meter data that are not there at the first look, so that there is something to see. */
const LATE = new Set(['gdansk']);

class InputLateError extends Error {
  /** @param {string} site */
  constructor(site) {
    super(`the meter data of ${site} have not arrived yet`);
    this.name = new.target.name;
  }
}

/**
 * Stands in for the queries by which a worker gets what has been measured.
 *
 * @param {import('../history/history.js').History} history
 * @param {{ site: string, day: string }} payload
 * @param {import('../queues/open-queue.js').JobContext} context
 * @returns {Promise<number | undefined>} position in the history at which the day begins; `undefined` when what is known
 *   does not reach far enough
 * @throws {InputLateError} at the first attempt of some
 */
export async function awaitInputs(history, { site, day }, { attempt, signal }) {
  await delay(8, undefined, { signal });
  if (LATE.has(site) && attempt === 1) throw new InputLateError(site);
  const midnight = wallHour(`${day} 00`) - history.firstHour;
  const latest = history.actual.load.length + UNKNOWN_HOURS;
  return midnight >= NEEDED_HOURS && midnight <= latest ? midnight : undefined;
}
