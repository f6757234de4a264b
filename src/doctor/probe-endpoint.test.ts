import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { startOtlpReceiver, type OtlpReceiver } from '@fluxora/telemetry-testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { doctorCatalog } from './catalog.ts';
import { resolveConfiguration } from './effective-configuration.ts';
import { probeEndpoint } from './probe-endpoint.ts';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(() => receiver.close());

function probe(variables: Record<string, string> = {}, url = receiver.url, timeoutMs = 2_000) {
  const { settings } = resolveConfiguration(import.meta.dirname, {
    OTEL_SERVICE_NAME: 'forecast-api',
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    ...variables,
  });
  return probeEndpoint(settings, timeoutMs);
}

async function statusOf(signal: string, checks: ReturnType<typeof probe>) {
  return (await checks).find(({ id }) => id === `endpoint.${signal}`);
}

test.each(['http/protobuf', 'http/json'])('sends one of each over %s', async (protocol) => {
  const checks = await probe({ OTEL_EXPORTER_OTLP_PROTOCOL: protocol });

  expect(checks.map(({ id, status }) => `${id} ${status}`)).toEqual([
    'endpoint.traces ok',
    'endpoint.metrics ok',
    'endpoint.logs ok',
    'endpoint.clock ok',
  ]);
  expect(receiver.spans()).toMatchObject([{ name: doctorCatalog.signals.probe.name }]);
  expect(receiver.metrics()).toMatchObject([
    { name: doctorCatalog.signals.probes.name, unit: '{probe}' },
  ]);
  expect(receiver.logs()).toMatchObject([{ eventName: doctorCatalog.signals.probed.name }]);
  expect(receiver.resources()[0]).toMatchObject({ 'service.name': 'forecast-api' });
  expect(receiver.requests().flatMap((request) => request.payload?.violations)).toEqual([]);
});

test('sends what the exporters would: headers and compression', async () => {
  await probe({
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20abc',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
  });

  const [request] = receiver.requests('traces');
  expect(request?.headers['authorization']).toBe('Bearer abc');
  expect(request?.encoding).toBe('gzip');
});

test('tells each signal its own story', async () => {
  await receiver.fault(
    { type: 'status', status: 404, message: 'no metrics here' },
    { signal: 'metrics' },
  );
  const checks = probe();

  expect(await statusOf('traces', checks)).toMatchObject({ status: 'ok' });
  const metrics = await statusOf('metrics', checks);
  expect(metrics).toMatchObject({
    status: 'problem',
    data: { httpStatus: 404, outcome: 'rejected' },
  });
  expect(metrics?.mend).toContain('OTEL_METRICS_EXPORTER=none');
});

test('repeats what the server said', async () => {
  await receiver.fault({ type: 'partial_success', rejected: 1, message: 'attribute limit' });

  expect(await statusOf('logs', probe())).toMatchObject({
    status: 'problem',
    message: expect.stringMatching(/1 refused; it says: attribute limit/) as string,
    data: { outcome: 'partial', rejected: 1 },
  });
});

test('says within the timeout that nobody answers', async () => {
  await receiver.fault('hang');
  const start = performance.now();

  expect(await statusOf('traces', probe({}, receiver.url, 200))).toMatchObject({
    status: 'problem',
    message: expect.stringContaining('no answer') as string,
    data: { code: 'ETIMEDOUT' },
  });
  expect(performance.now() - start).toBeLessThan(2_000);
});

test('says that nothing listens', async () => {
  await receiver.fault('refuse');

  expect(await statusOf('traces', probe())).toMatchObject({
    status: 'problem',
    data: { outcome: 'unreachable', code: 'ECONNREFUSED' },
  });
});

test('recognises a port that speaks something else', async () => {
  const server = createTcpServer((socket) =>
    socket.on('error', () => undefined).end('SSH-2.0-x\r\n'),
  );
  const url = await listen(server as Server);
  try {
    expect(await statusOf('traces', probe({}, url))).toMatchObject({
      status: 'problem',
      message: expect.stringMatching(/did not answer in HTTP/) as string,
    });
  } finally {
    server.close();
  }
});

test.each([
  ['http/json', undefined],
  ['http/protobuf', 'text/html'],
])('doubts a web server that says 200 to everything (%s, answer %s)', async (protocol, type) => {
  const server = createServer((_request, response) => {
    if (type) response.setHeader('Content-Type', type);
    response.end('<html>Welcome</html>');
  });
  const url = await listen(server);
  try {
    expect(
      await statusOf('traces', probe({ OTEL_EXPORTER_OTLP_PROTOCOL: protocol }, url)),
    ).toMatchObject({
      status: 'warning',
      message: expect.stringContaining('<html>Welcome</html>') as string,
    });
  } finally {
    server.close();
  }
});

test('compares the clocks', async () => {
  const server = createServer((_request, response) => {
    response.setHeader('Date', new Date(Date.now() - 3_600_000).toUTCString()).end();
  });
  const url = await listen(server);
  try {
    expect(await statusOf('clock', probe({}, url))).toMatchObject({
      status: 'warning',
      message: expect.stringMatching(/360\d s ahead of the collector/) as string,
    });
  } finally {
    server.close();
  }
});

test('leaves out signals that are off, and says so when all are', async () => {
  const checks = await probe({ OTEL_LOGS_EXPORTER: 'none' });
  expect(checks.map(({ id }) => id)).not.toContain('endpoint.logs');

  expect(await probe({ OTEL_SDK_DISABLED: 'true' })).toMatchObject([
    { id: 'endpoint.off', status: 'info' },
  ]);
});

test('never shows credentials of the endpoint', async () => {
  const url = receiver.url.replace('http://', 'http://u53r:s3cret@');

  expect(JSON.stringify(await probe({}, url))).not.toMatch(/s3cret|u53r/);
});

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
  });
}
