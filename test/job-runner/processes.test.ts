/** Jobs in processes and threads of their own, against a real OTLP receiver. */
import { fileURLToPath } from 'node:url';
import {
  assertMetric,
  assertSpan,
  startOtlpReceiver,
  type OtlpReceiver,
} from '@fluxora/telemetry-testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startFile } from '../e2e/run-program.ts';

const program = (name: string) => fileURLToPath(new URL(`programs/${name}.mjs`, import.meta.url));

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(() => receiver.close());

const start = (name: string) =>
  startFile(program(name), { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } });

describe('child processes and worker threads', () => {
  test('carry the context, and each has an instance id of its own', async () => {
    const { code, stderr } = await start('dispatch').result;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const dispatch = assertSpan(receiver, 'dispatch');
    const inProcess = assertSpan(receiver, 'process train-in-process', { kind: 'consumer' });
    const inThread = assertSpan(receiver, 'process train-in-thread', { kind: 'consumer' });
    for (const span of [inProcess, inThread]) {
      expect(span).toMatchObject({ traceId: dispatch.traceId, parentSpanId: dispatch.spanId });
      expect(span.links).toMatchObject([{ spanId: dispatch.spanId }]);
    }
    const instances = [dispatch, inProcess, inThread].map(
      (span) => span.resource['service.instance.id'],
    );
    expect(new Set(instances).size).toBe(3);
    for (const name of ['train-in-process', 'train-in-thread']) {
      assertMetric(receiver, 'fluxora.job.finished', {
        attributes: { 'fluxora.job.name': name, 'fluxora.job.outcome': 'ok' },
        value: 1,
      });
    }
  });
});

describe('SIGTERM', () => {
  test('finishes what is short, hands back what lets go, and tells the rest as abandoned', async () => {
    const worker = start('worker');
    await worker.said('working');
    worker.process.kill('SIGTERM');
    const { signal, stdout, stderr } = await worker.result;
    expect({ signal, stderr }).toMatchObject({ signal: 'SIGTERM' });
    expect(stdout).toContain('{"finished":1,"handedBack":1,"abandoned":1}');
    assertMetric(receiver, 'fluxora.job.finished', {
      attributes: { 'fluxora.job.name': 'short', 'fluxora.job.outcome': 'ok' },
      value: 1,
    });
    assertMetric(receiver, 'fluxora.job.retries', {
      attributes: { 'fluxora.job.name': 'polite', 'fluxora.job.outcome': 'cancelled' },
      value: 1,
    });
    // It goes on until the process is gone: whoever looks next finds it stalled.
    assertMetric(receiver, 'fluxora.job.active.count', {
      attributes: { 'fluxora.job.name': 'endless' },
      value: 1,
    });
  });
});
