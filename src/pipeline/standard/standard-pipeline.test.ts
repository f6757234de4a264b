import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, SpanKind, trace, type Attributes } from '@opentelemetry/api';
import { createInstruments, defineCatalog, DropLedger, Notices } from '@fluxora/telemetry-core';
import { startOtlpReceiver, type OtlpReceiver } from '@fluxora/telemetry-testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Environment } from '../../options/environment.ts';
import type { InstrumentOptions } from '../../options/instrument-options.ts';
import { resolveSettings } from '../../options/resolve-settings.ts';
import type { Pipeline } from '../pipeline.ts';
import { createStandardPipeline } from './create-standard-pipeline.ts';

let receiver: OtlpReceiver;
let pipeline: Pipeline | undefined;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(async () => {
  pipeline?.abort();
  vi.unstubAllEnvs();
  await receiver.close();
});

/** A pipeline on its own: nothing is registered, so that tests cannot meet. */
function start(options: InstrumentOptions = {}, env: Record<string, string> = {}) {
  const settings = resolveSettings(
    { service: 'test', endpoint: receiver.url, ...options },
    new Environment(env),
    {},
  );
  pipeline = createStandardPipeline(settings, {
    drops: new DropLedger(),
    notices: new Notices(() => undefined),
  });
  const { tracerProvider, meterProvider, loggerProvider } = pipeline.providers;
  return {
    pipeline,
    tracer: tracerProvider?.getTracer('test'),
    meter: meterProvider?.getMeter('test'),
    logger: loggerProvider?.getLogger('test'),
    span: (name: string, attributes: Attributes = {}) =>
      tracerProvider?.getTracer('test').startSpan(name, { attributes }).end(),
  };
}

describe('protocols', () => {
  it.each([
    ['http/protobuf', 'application/x-protobuf'],
    ['http/json', 'application/json'],
  ] as const)('%s carries all signals, compressed on request', async (protocol, contentType) => {
    const { pipeline: running, span, meter, logger } = start({ protocol, compression: 'gzip' });
    span('work', { site: 'DE-7' });
    meter?.createHistogram('size').record(5);
    logger?.emit({ body: 'line', eventName: 'test.event' });
    await running.flush();

    expect(
      receiver
        .requests()
        .map((each) => `${each.path} ${each.contentType} ${each.encoding}`)
        .toSorted(),
    ).toEqual([
      `/v1/logs ${contentType} gzip`,
      `/v1/metrics ${contentType} gzip`,
      `/v1/traces ${contentType} gzip`,
    ]);
    expect(receiver.spans()[0]).toMatchObject({ name: 'work', attributes: { site: 'DE-7' } });
    expect(receiver.metric('size')?.points[0]).toMatchObject({ sum: 5, count: 1 });
    expect(receiver.events()[0]).toMatchObject({ eventName: 'test.event', body: 'line' });
  });
});

describe('temporality', () => {
  it.each([
    ['cumulative', [1, 3]],
    ['delta', [1, 2]],
  ] as const)('%s counters are sent as such', async (temporality, expected) => {
    const { pipeline: running, meter } = start({ temporality });
    const counter = meter?.createCounter('count');
    counter?.add(1);
    await running.flush();
    counter?.add(2);
    await running.flush();

    const sent = receiver
      .requests('metrics')
      .map((request) => request.payload?.metrics.find((metric) => metric.name === 'count'));
    expect(sent.map((metric) => metric?.points[0]?.value)).toEqual(expected);
  });
});

describe('sampling', () => {
  it('follows the ratio for new traces and the parent for others', async () => {
    const { pipeline: running, tracer, span } = start({ sampler: 0 });
    const sampled = trace.setSpanContext(context.active(), {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      traceFlags: 1,
      isRemote: true,
    });
    span('new trace');
    tracer?.startSpan('child of a sampled parent', {}, sampled).end();
    await running.flush();

    expect(receiver.spans().map((each) => each.name)).toEqual(['child of a sampled parent']);
    expect(running.report().traces).toEqual({ exported: 1, dropped: {}, pending: 0 });
  });

  it('asks a sampler object', async () => {
    const {
      pipeline: running,
      tracer,
      span,
    } = start({
      sampler: {
        shouldSample: (_context, _traceId, _name, kind) => ({
          decision: kind === SpanKind.SERVER ? 2 : 0,
        }),
      },
    });
    span('internal');
    tracer?.startSpan('server', { kind: SpanKind.SERVER }).end();
    await running.flush();

    expect(receiver.spans().map((each) => each.name)).toEqual(['server']);
  });
});

describe('limits', () => {
  it('cut attributes, events and links', async () => {
    const { pipeline: running, tracer } = start({
      limits: { attributeCount: 2, attributeValueLength: 3, eventCount: 1, linkCount: 0 },
    });
    const span = tracer?.startSpan('work', { attributes: { a: 'long text', b: 'b', c: 'c' } });
    span?.addEvent('first').addEvent('second');
    span?.end();
    await running.flush();

    const [sent] = receiver.spans();
    expect(sent?.attributes).toEqual({ a: 'lon', b: 'b' });
    expect(sent?.events.map((event) => event.name)).toEqual(['second']);
  });

  it('bound the series of an instrument, the overflow included', async () => {
    const { pipeline: running, meter } = start({ limits: { seriesPerInstrument: 3 } });
    const counter = meter?.createCounter('count');
    for (const id of ['a', 'b', 'c', 'd']) counter?.add(1, { id });
    await running.flush();

    const points = receiver.metric('count')?.points ?? [];
    expect(points).toHaveLength(3);
    expect(points.find((point) => point.attributes['otel.metric.overflow'])?.value).toBe(2);
  });
});

describe('a lower bound of series', () => {
  it('is counted and said by instruments of a catalog', async () => {
    const { pipeline: running } = start({ limits: { seriesPerInstrument: 10 } });
    const drops = new DropLedger();
    const lines: string[] = [];
    const notices = new Notices((line) => lines.push(line));
    const catalog = defineCatalog({
      name: 'test',
      version: '1.0.0',
      attributes: { 'job.name': { type: 'string', maxValues: 100, description: 'Name.' } },
      signals: {
        runs: {
          name: 'job.runs',
          kind: 'counter',
          unit: '{run}',
          description: 'Runs.',
          stability: 'stable',
          attributes: { 'job.name': 'recommended' },
        },
      },
    });
    const { runs } = createInstruments(catalog, { ...running.providers, drops, notices });
    for (let name = 0; name < 50; name++) runs.add(1, { 'job.name': `n${name}` });
    await running.flush();

    const points = receiver.metric('job.runs')?.points ?? [];
    expect(points.find((point) => point.attributes['otel.metric.overflow'])?.value).toBe(42);
    expect(drops.counts()).toEqual([
      { signal: 'metrics', cause: 'instrument_overflow', count: 42 },
    ]);
    expect(lines).toEqual([expect.stringContaining('raise limits.seriesPerInstrument')]);
  });
});

describe('redaction', () => {
  it('masks secret attributes of spans, span events and log records', async () => {
    const { pipeline: running, tracer, logger } = start({ redact: ['iban'] });
    const span = tracer?.startSpan('work', {
      attributes: { 'user.password': 'x', iban: 'DE1', site: 'a' },
    });
    span?.addEvent('login', { token: 'y' });
    span?.end();
    logger?.emit({ body: 'line', attributes: { api_key: 'z', site: 'a' } });
    await running.flush();

    expect(receiver.spans()[0]?.attributes).toEqual({
      'user.password': '[redacted]',
      iban: '[redacted]',
      site: 'a',
    });
    expect(receiver.spans()[0]?.events[0]?.attributes).toEqual({ token: '[redacted]' });
    expect(receiver.logs()[0]?.attributes).toEqual({ api_key: '[redacted]', site: 'a' });
  });
});

describe('signals that are off', () => {
  it('have no provider and send nothing', async () => {
    const {
      pipeline: running,
      span,
      meter,
      logger,
    } = start({ signals: { metrics: false, logs: false } });
    span('work');
    await running.flush();

    expect([meter, logger]).toEqual([undefined, undefined]);
    expect(receiver.requests().map(({ path }) => path)).toEqual(['/v1/traces']);
  });
});

describe('the end', () => {
  it('is final: later items are counted as lost to shutdown', async () => {
    const { pipeline: running, span } = start();
    span('before');
    await running.shutdown();
    running.abort();
    span('after');
    await running.flush();

    expect(receiver.spans().map(({ name }) => name)).toEqual(['before']);
    expect(running.report().traces).toEqual({ exported: 1, dropped: { shutdown: 1 }, pending: 0 });
  });

  it('in one turn hands over everything serialised', async () => {
    const { pipeline: running, span, logger } = start({ headers: { 'x-tenant': '7' } });
    span('work');
    logger?.emit({ body: 'line' });
    const unsent = running.takeUnsent();
    for (const { url, headers, body } of unsent)
      await fetch(url, { method: 'POST', headers, body: Buffer.from(body) });

    expect(receiver.spans().map(({ name }) => name)).toEqual(['work']);
    expect(receiver.logs().map(({ body }) => body)).toEqual(['line']);
    expect(receiver.requests()[0]?.headers['x-tenant']).toBe('7');
  });
});

describe('exporters that come with sdk-node', () => {
  it('serve metrics to Prometheus', async () => {
    const port = await freePort();
    const { meter } = start(
      {},
      { OTEL_METRICS_EXPORTER: 'prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: String(port) },
    );
    meter?.createCounter('count').add(3);

    // The exporter starts its server in the background.
    await expect
      .poll(
        () => fetch(`http://localhost:${port}/metrics`).then((answer) => answer.text(), String),
        {
          timeout: 5_000,
        },
      )
      .toContain('count_total');
  });

  it('send spans to Zipkin', async () => {
    const bodies: string[] = [];
    const zipkin = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => bodies.push(text));
      request.on('end', () => response.writeHead(202).end());
    });
    await once(zipkin.listen(0, '127.0.0.1'), 'listening');
    const { port } = zipkin.address() as AddressInfo;
    vi.stubEnv('OTEL_EXPORTER_ZIPKIN_ENDPOINT', `http://127.0.0.1:${port}/api/v2/spans`);
    const { pipeline: running, span } = start({}, { OTEL_TRACES_EXPORTER: 'zipkin' });
    span('work');
    await running.shutdown();
    zipkin.closeAllConnections();
    zipkin.close();

    expect(JSON.parse(bodies.join(''))).toMatchObject([
      { name: 'work', localEndpoint: { serviceName: 'test' } },
    ]);
    expect(running.report().traces).toEqual({ exported: 1, dropped: {}, pending: 0 });
  });

  it('count what they cannot send in one turn as lost', async () => {
    const { pipeline: running, span } = start({}, { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
    span('work');

    expect(running.takeUnsent()).toEqual([]);
    expect(running.report().traces).toEqual({ exported: 0, dropped: { shutdown: 1 }, pending: 0 });
  });

  it('speak gRPC, and account for what no server takes', async () => {
    const port = await freePort();
    const { pipeline: running, span } = start(
      {},
      {
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
        OTEL_EXPORTER_OTLP_TIMEOUT: '300',
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'none',
      },
    );
    span('work');
    await running.flush();

    expect(running.report().traces).toEqual({
      exported: 0,
      dropped: { export_failed: 1 },
      pending: 0,
    });
  });
});

/** One that nobody listens on at the moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
