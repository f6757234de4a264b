import { fileURLToPath } from 'node:url';
import { startOtlpReceiver, type OtlpReceiver } from '@fluxora/telemetry-testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runFile } from '../e2e/run-program.ts';

const FIXTURE = fileURLToPath(new URL('fixtures/closed-dependency.mjs', import.meta.url));

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(() => receiver.close());

it.each(['shutdown', 'nothing more to do'])(
  'does not take a closed dependency for an outage: %s',
  async (end) => {
    const { code, stderr } = await runFile(FIXTURE, {
      args: [end],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const states = receiver.metric('fluxora.health.status')?.points ?? [];
    expect(
      states
        .filter(({ value }) => value === 1)
        .map(({ attributes }) => attributes['fluxora.health.status']),
    ).toEqual(['pass']);
    expect(receiver.logs().map(({ eventName }) => eventName)).not.toContain(
      'fluxora.health.changed',
    );
  },
);
