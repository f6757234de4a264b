import { fileURLToPath } from 'node:url';
import type { FlushReport } from '@fluxora/telemetry';
import { beforeAll, describe, expect, test } from 'vitest';
import { startService } from '../../scripts/demo/service.ts';
import { serviceEnvironment } from '../../scripts/demo/service-environment.ts';
import { driveTraffic } from '../../scripts/demo/traffic/drive-traffic.ts';
import { planTraffic } from '../../scripts/demo/traffic/traffic-plan.ts';
import { runThroughCollector, type ThroughCollector } from './support/run-through-collector.ts';

const directory = fileURLToPath(new URL('../../examples/forecast-api', import.meta.url));
const plan = planTraffic();

describe.each([
  { protocol: 'http/protobuf', compression: 'gzip', format: 'protobuf', encoding: 'gzip' },
  { protocol: 'http/json', compression: 'gzip', format: 'json', encoding: 'gzip' },
  { protocol: 'http/protobuf', compression: 'none', format: 'protobuf', encoding: 'identity' },
] as const)('the example, sending $protocol with compression $compression', (form) => {
  let result: ThroughCollector;

  beforeAll(async () => {
    result = await runThroughCollector((endpoint) => serve(endpoint, form));
  });

  test('sends in this form', () => {
    const forms = new Set(result.exchanges.map(({ format, encoding }) => `${format} ${encoding}`));
    expect([...forms]).toEqual([`${form.format} ${form.encoding}`]);
  });

  test('is accepted by the Collector, every post and in full', () => {
    expect(new Set(result.exchanges.map(({ status }) => status))).toEqual(new Set([200]));
    expect(result.refused).toBe(0);
  });

  test('follows the official schema on the wire, and so does what the Collector makes of it', () => {
    expect(result.problems).toEqual([]);
  });

  test.each(['traces', 'metrics', 'logs'] as const)(
    'counts as many %s in the service, on the wire, in the Collector and in its file',
    (signal) => {
      const { reported, ...others } = result.counts[signal];
      expect(reported).toBeGreaterThan(0);
      expect(others).toEqual({ sent: reported, accepted: reported, written: reported });
    },
  );

  test('leaves one server span per request in the Collector, health checks aside', () => {
    const spans = result.written.flatMap((payload) => payload.spans);
    expect(spans.filter(({ kind }) => kind === 'server')).toHaveLength(
      plan.filter(({ isIgnored }) => !isIgnored).length,
    );
  });
});

async function serve(
  endpoint: string,
  form: { readonly protocol: string; readonly compression: string },
): Promise<FlushReport> {
  const service = await startService({
    directory,
    env: {
      ...serviceEnvironment(endpoint, false),
      OTEL_EXPORTER_OTLP_PROTOCOL: form.protocol,
      OTEL_EXPORTER_OTLP_COMPRESSION: form.compression,
    },
  });
  await driveTraffic({ baseUrl: service.url, plan });
  const { report } = await service.stop();
  if (!report) throw new Error(`no report:\n${service.output.join('\n')}`);
  return report;
}
