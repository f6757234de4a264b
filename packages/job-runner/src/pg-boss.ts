/** For [pg-boss](https://pgboss.io) 12: `@fluxora/telemetry-job-runner/pg-boss`. */
export {
  type InstrumentedPgBoss,
  instrumentPgBoss,
  type ObservePgBossQueueOptions,
  type PgBossTelemetryOptions,
} from './pg-boss/instrument-pg-boss.ts';
export { pgBossOpenTelemetry } from './pg-boss/pg-boss-open-telemetry.ts';
