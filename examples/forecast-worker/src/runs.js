import { randomUUID } from 'node:crypto';
import { VARIABLES } from './history/history.js';

/**
 * @typedef {object} RunRequest
 * @property {string} day
 * @property {readonly string[]} sites
 * @property {readonly import('./history/history.js').Variable[]} [variables]
 */

/**
 * Enqueues a job for every site and variable. What waits or runs already for the same day is not enqueued again, so that two
 * replicas whose schedules fire at once do the work of one.
 *
 * @param {import('./jobs/job-handlers.js').WorkerParts['enqueue']} enqueue
 * @param {RunRequest} request
 */
export async function startRun(enqueue, { day, sites, variables = VARIABLES }) {
  const run = randomUUID();
  const jobs = sites.flatMap((site) => variables.map((variable) => ({ run, site, variable, day })));
  const ids = [];
  for (const job of jobs) {
    const dedupeKey = `${job.day}/${job.site}/${job.variable}`;
    ids.push(await enqueue('forecast-day', job, dedupeKey));
  }
  const taken = ids.filter((id) => id !== undefined).length;
  return { run, day, jobs: taken, deduplicated: jobs.length - taken };
}
