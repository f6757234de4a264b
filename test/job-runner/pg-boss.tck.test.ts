import { runJobRunnerTck } from '@fluxora/telemetry-job-runner/tck';
import { createTestTelemetry } from '@fluxora/telemetry-testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import {
  canStartPostgres,
  type PostgresServer,
  startPostgres,
} from '../data-stores/postgres-server.ts';
import { pgBossTckAdapter } from './pg-boss-tck-adapter.ts';

describe.runIf(canStartPostgres || process.env.CI)('pg-boss against a real PostgreSQL', () => {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await startPostgres({ maxConnections: 60 });
  });
  afterAll(() => postgres.stop());

  runJobRunnerTck(() => pgBossTckAdapter(() => postgres.url), {
    describe,
    it,
    createTelemetry: () => createTestTelemetry({ globals: true }),
    timeoutMs: 20_000,
  });
});
