export { jobCatalog } from './catalog.ts';
export { createJobReporter } from './reporter/create-job-reporter.ts';
export type {
  AttemptEnd,
  AttemptInfo,
  AttemptMessage,
  Classify,
  EnqueueInfo,
  EnqueueRecord,
  JobAttempt,
  JobCarrier,
  JobClock,
  JobOutcome,
  JobRef,
  JobReporter,
  JobReporterOptions,
  JobRun,
  MessageEnd,
  ObserveQueueOptions,
  QueueSnapshot,
  QueueState,
} from './adapter.ts';
export { enqueueContext, type EnqueueContextOptions } from './carrier/enqueue-context.ts';
export { jobContext, type JobContextOptions, type JobOrigin } from './carrier/job-context.ts';
export { takeCarrier, type TakenCarrier, withCarrier } from './carrier/payload-carrier.ts';
export { currentJob } from './current-job.ts';
export { instrumentJob } from './instrument-job.ts';
export type { JobHandler, JobInfo, JobOptions } from './job-options.ts';
export {
  instrumentSchedule,
  type ScheduleHandle,
  type SkipReason,
} from './schedule/instrument-schedule.ts';
export type { ScheduledRun } from './schedule/scheduled-run.ts';
export type { ScheduleOptions } from './schedule/schedule-options.ts';
export type { NextRun } from './schedule/cron-expression.ts';
export {
  createJobDrain,
  type JobDrain,
  type JobDrainOptions,
  type JobDrainReport,
  type StopContext,
} from './process/job-drain.ts';
export { JobHandBackError } from './process/hand-back.ts';
export {
  carrierEnvironment,
  type CarrierEnvironmentOptions,
  environmentCarrier,
} from './process/environment-carrier.ts';
