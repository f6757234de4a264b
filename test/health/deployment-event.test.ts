import { fileURLToPath } from 'node:url';
import { startOtlpReceiver, type OtlpReceiver } from '@fluxora/telemetry-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runFile } from '../e2e/run-program.ts';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(() => receiver.close());

async function run(env: Record<string, string>) {
  const file = fileURLToPath(new URL('fixtures/deployed.mjs', import.meta.url));
  const { code, stderr, stdout } = await runFile(file, {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, FLUXORA_DEPLOYMENT_EVENT: '', ...env },
  });
  const events = receiver.logs().filter(({ eventName }) => eventName === 'fluxora.deployment');
  return { code, stderr, stdout, events };
}

describe('the deployment event', () => {
  it('is sent once per process, not by worker threads, cluster workers and second starts', async () => {
    const { code, stderr, stdout, events } = await run({ GIT_COMMIT: '3f1c9ab0' });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(receiver.logs().filter(({ body }) => body === 'started')).toHaveLength(4);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      attributes: {
        'service.version': '1.4.0',
        'vcs.ref.head.revision': '3f1c9ab0',
        'deployment.environment.name': 'test',
      },
    });
    expect(stdout).not.toContain('deployment');
  });

  it('takes the commit from the resource rather than from variables of the build', async () => {
    const { events } = await run({
      OTEL_RESOURCE_ATTRIBUTES: 'vcs.ref.head.revision=0123456789abcdef',
      GIT_COMMIT: '3f1c9ab0',
    });

    expect(events[0]?.attributes['vcs.ref.head.revision']).toBe('0123456789abcdef');
  });

  it('is not sent when it is switched off', async () => {
    const { events } = await run({ FLUXORA_DEPLOYMENT_EVENT: 'false' });

    expect(events).toEqual([]);
    expect(receiver.logs().length).toBeGreaterThan(0);
  });
});
