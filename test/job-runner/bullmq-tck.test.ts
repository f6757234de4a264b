import { runJobRunnerTck } from '@fluxora/telemetry-job-runner/tck';
import { createTestTelemetry } from '@fluxora/telemetry-testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { canStartRedis, type RedisServer, startRedis } from '../data-stores/redis-server.ts';
import { bullmqTckAdapter } from './bullmq-tck-adapter.ts';

describe.runIf(canStartRedis || process.env.CI)('BullMQ against a real Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  for (const countEnqueued of ['producers', 'events'] as const) {
    describe(`enqueued counted by ${countEnqueued}`, () => {
      runJobRunnerTck(() => bullmqTckAdapter(() => redis.url, countEnqueued), {
        describe,
        it,
        createTelemetry: () => createTestTelemetry({ globals: true }),
        timeoutMs: 20_000,
      });
    });
  }
});
