import { startOtlpReceiver, type OtlpReceiver } from '@fluxora/telemetry-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REGISTER, runProgram } from './run-program.ts';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(() => receiver.close());

const toReceiver = () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
const ALL_DELIVERED = { dropped: {}, pending: 0 };

describe('a program that imports @fluxora/telemetry', () => {
  it('sends spans, metrics and logs, and its report accounts for all of them', async () => {
    const { code, stdout, stderr } = await runProgram('import.mjs', { env: toReceiver() });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const report = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    expect(report).toMatchObject({
      traces: { exported: 1, ...ALL_DELIVERED },
      logs: { exported: 1, ...ALL_DELIVERED },
      metrics: ALL_DELIVERED,
      timedOut: false,
    });
    expect(receiver.spans().map((span) => span.name)).toEqual(['work']);
    const [log] = receiver.logs();
    expect(log).toMatchObject({ body: 'hello', attributes: { site: 'DE-7' } });
    expect(log?.spanId).toBe(receiver.spans()[0]?.spanId);
    expect(receiver.metric('e2e.count')?.points[0]?.value).toBe(3);
  });

  it('describes itself by one resource for all signals, without command line', async () => {
    await runProgram('import.mjs', { env: toReceiver(), args: ['--password=secret'] });

    const resources = receiver.resources();
    expect(resources).toHaveLength(1);
    expect(resources[0]).toMatchObject({
      'service.name': 'e2e-import',
      'service.version': '1.2.3',
      'deployment.environment.name': 'test',
      'process.runtime.name': 'nodejs',
      'process.executable.name': 'node',
      'telemetry.distro.name': '@fluxora/telemetry',
      'telemetry.sdk.language': 'nodejs',
      'service.instance.id': expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-/),
      'host.name': expect.any(String),
      'os.type': 'linux',
    });
    expect(JSON.stringify(resources)).not.toMatch(/command|secret|password/);
  });

  it('has its own instance id in every process', async () => {
    await runProgram('import.mjs', { env: toReceiver() });
    await runProgram('import.mjs', { env: toReceiver() });

    const ids = receiver.resources().map((resource) => resource['service.instance.id']);
    expect(new Set(ids).size).toBe(2);
  });

  it('sends the final self-metrics, which agree with its report', async () => {
    await runProgram('import.mjs', { env: toReceiver() });

    const exported = receiver.metric('otel.sdk.exporter.span.exported');
    expect(exported?.points.map((point) => point.value)).toEqual([1]);
    const processed = receiver.metric('otel.sdk.processor.log.processed');
    expect(processed?.points.map((point) => point.value)).toEqual([1]);
  });
});

describe('a program that requires @fluxora/telemetry', () => {
  it('sends, also from tracers and loggers made before and by the CommonJS copy of the API', async () => {
    const { code, stderr } = await runProgram('require.cjs', { env: toReceiver() });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(receiver.spans().map((span) => span.name)).toEqual(['work']);
    expect(receiver.logs().map((log) => log.body)).toEqual(['from the early logger', 'hello']);
    expect(new Set(receiver.logs().map((log) => log.spanId)).size).toBe(1);
  });
});

describe('node --import @fluxora/telemetry/register', () => {
  it('starts telemetry for a program that knows only the API, and flushes when its work is done', async () => {
    const { code, stdout, stderr } = await runProgram('plain.mjs', {
      env: { ...toReceiver(), OTEL_SERVICE_NAME: 'registered' },
      nodeArgs: ['--import', REGISTER],
    });

    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'done\n', stderr: '' });
    expect(receiver.spans()).toHaveLength(1);
    expect(receiver.logs()).toHaveLength(1);
    expect(receiver.metric('plain.count')).toBeDefined();
    expect(receiver.resources()[0]).toMatchObject({ 'service.name': 'registered' });
  });

  it('takes name and version from the nearest package.json', async () => {
    await runProgram('named-package/main.mjs', {
      env: toReceiver(),
      nodeArgs: ['--import', REGISTER],
    });

    expect(receiver.resources()[0]).toMatchObject({
      'service.name': '@example/named-package',
      'service.version': '9.8.7',
    });
  });

  it('works in worker threads, each with an instance id of its own', async () => {
    const { code, stderr } = await runProgram('workers.mjs', {
      env: toReceiver(),
      nodeArgs: ['--import', REGISTER],
    });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(
      receiver
        .spans()
        .map((span) => span.name)
        .toSorted(),
    ).toEqual(['in main', 'in worker', 'in worker']);
    const ids = new Set(receiver.spans().map((span) => span.resource['service.instance.id']));
    expect(ids.size).toBe(3);
  });
});
