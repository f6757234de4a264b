/** For node-cron 4 and [croner](https://croner.56k.guru) 11: `@fluxora/telemetry-job-runner/cron`. */
export type { CronTelemetryOptions } from './cron/cron-telemetry-options.ts';
export { instrumentCroner } from './cron/instrument-croner.ts';
export { instrumentNodeCron } from './cron/instrument-node-cron.ts';
