/**
 * @typedef {object} JobContext what a handler learns about its attempt
 * @property {number} attempt from 1
 * @property {AbortSignal} signal aborted when the attempt is to let go
 *
 * @typedef {(payload: any, context: JobContext) => unknown} JobHandler
 *
 * @typedef {object} JobPolicy how jobs are run
 * @property {number} attempts
 * @property {number} backoffMs before the second attempt; then it doubles
 * @property {number} timeoutMs how long an attempt may take
 *
 * @typedef {object} QueueCounts what the queue itself has in its books
 * @property {number} waiting
 * @property {number} delayed
 * @property {number} active
 * @property {number} completed
 * @property {number} failed given up after all attempts, and kept for somebody to look at
 *
 * @typedef {object} JobQueue
 * @property {string} runner
 * @property {(name: string, payload: object, dedupeKey?: string) => Promise<string | undefined>} enqueue resolves with the job's id; without
 *   one when a job with the key waits or runs already
 * @property {(handlers: Readonly<Record<string, JobHandler>>, options: { concurrency: number, signal: AbortSignal }) => Promise<void>} work
 *   begins; `signal` is aborted when what still runs is to go back to the queue
 * @property {() => Promise<unknown>} stopTaking takes no more jobs, and waits for those that run
 * @property {() => Promise<QueueCounts>} counts
 * @property {() => Promise<unknown>} close
 */

/**
 * Opens the queue for which there is a server, or one in memory. Each is a module of its own, so that nobody has to install the others.
 *
 * @param {string} name
 * @param {JobPolicy} policy
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<JobQueue>}
 */
export async function openQueue(name, policy, { REDIS_URL, DATABASE_URL }) {
  if (REDIS_URL) return (await import('./bullmq.js')).openBullMq(name, policy, REDIS_URL);
  if (DATABASE_URL) return (await import('./pg-boss.js')).openPgBoss(name, policy, DATABASE_URL);
  return (await import('./memory.js')).openMemory(name, policy);
}
