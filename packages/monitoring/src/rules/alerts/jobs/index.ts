import type { AlertSource } from '../../alert-source.ts';
import { jobHeartbeatLost } from './job-heartbeat-lost.ts';
import { jobRunsTooLong } from './job-runs-too-long.ts';
import { jobsDeadLettered } from './jobs-dead-lettered.ts';
import { jobsFailing } from './jobs-failing.ts';
import { jobsStalled } from './jobs-stalled.ts';
import { queueGrows } from './queue-grows.ts';
import { queueOldestJobTooOld } from './queue-oldest-job-too-old.ts';
import { scheduleAbsent } from './schedule-absent.ts';
import { scheduleFailing } from './schedule-failing.ts';
import { scheduleMissed } from './schedule-missed.ts';
import { scheduleOverlaps } from './schedule-overlaps.ts';
import { scheduleRunLost } from './schedule-run-lost.ts';
import { workersSaturated } from './workers-saturated.ts';

/** What waits, fails, hangs, and what did not happen. */
export const JOB_ALERTS: readonly AlertSource[] = [
  jobsFailing,
  queueOldestJobTooOld,
  scheduleMissed,
  scheduleRunLost,
  scheduleAbsent,
  scheduleFailing,
  scheduleOverlaps,
  jobsDeadLettered,
  jobsStalled,
  queueGrows,
  workersSaturated,
  jobRunsTooLong,
  jobHeartbeatLost,
];
