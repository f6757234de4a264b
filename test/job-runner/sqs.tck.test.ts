import { runJobRunnerTck } from '@fluxora/telemetry-job-runner/tck';
import { createTestTelemetry } from '@fluxora/telemetry-testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type SqsStub, startSqsStub } from './sqs-stub.ts';
import { sqsTckAdapter } from './sqs-tck-adapter.ts';

describe('sqs-consumer against a local stub of the wire protocol of SQS', () => {
  let stub: SqsStub;
  beforeAll(async () => {
    stub = await startSqsStub();
  });
  afterAll(() => stub.close());

  runJobRunnerTck(() => sqsTckAdapter(() => stub), {
    describe,
    it,
    createTelemetry: () => createTestTelemetry({ globals: true }),
  });
});
