import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startOtlpReceiver } from '@fluxora/telemetry-testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Check, DoctorReport } from '../../src/doctor/doctor-report.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

let directory: string;
beforeAll(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'doctor-')));
  install('.', 'forecast-api', '1.4.0');
});
afterAll(() => rmSync(directory, { recursive: true }));

function install(path: string, name: string, version: string): void {
  mkdirSync(join(directory, path), { recursive: true });
  writeFileSync(join(directory, path, 'package.json'), JSON.stringify({ name, version }));
}

/** The command as a process of its own, its output read through pipes. */
async function doctor(input: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(OTEL_|FLUXORA_|NODE_OPTIONS)|_proxy$/i.test(name),
    ),
  );
  const child = spawn(process.execPath, [cli, 'doctor', '--json', ...input], {
    cwd: directory,
    env: { ...clean, ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  const report = JSON.parse(stdout) as DoctorReport;
  const check = (id: string): Check | undefined => report.checks.find((each) => each.id === id);
  return { exitCode, stderr, report, check };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test('a healthy set-up exits with 0 and sends one of each', async () => {
  await using receiver = await startOtlpReceiver();
  const { exitCode, stderr, report } = await doctor([], {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  });

  expect({ exitCode, stderr, healthy: report.healthy }).toEqual({
    exitCode: 0,
    stderr: '',
    healthy: true,
  });
  expect(
    [receiver.spans(), receiver.metrics(), receiver.logs()].map((items) => items.length),
  ).toEqual([1, 1, 1]);
});

// A bound on time may be missed on a busy machine; a doctor that is slow by itself misses it every time.
test('a collector that refuses is reported in less than three seconds', { retry: 2 }, async () => {
  await using receiver = await startOtlpReceiver();
  await receiver.fault('refuse');
  const start = performance.now();
  const { exitCode, check } = await doctor(['--endpoint', receiver.url]);

  expect(exitCode).toBe(1);
  expect(check('endpoint.traces')).toMatchObject({
    status: 'problem',
    data: { code: 'ECONNREFUSED' },
  });
  expect(performance.now() - start).toBeLessThan(3_000);
});

test('a second copy of the API in the project is found wherever it hides', async () => {
  await using receiver = await startOtlpReceiver();
  install('node_modules/@opentelemetry/api', '@opentelemetry/api', '1.10.0');
  install('node_modules/old/node_modules/@opentelemetry/api', '@opentelemetry/api', '1.9.0');
  const { exitCode, check } = await doctor(['--endpoint', receiver.url]);
  rmSync(join(directory, 'node_modules'), { recursive: true });

  expect(exitCode).toBe(1);
  expect(check('packages.duplicates')).toMatchObject({
    status: 'problem',
    message: expect.stringContaining(
      `1.9.0 at ${directory}/node_modules/old/node_modules/@opentelemetry/api`,
    ) as string,
    mend: expect.stringContaining('npm ls @opentelemetry/api') as string,
  });
});

test('a second SDK version is a warning: it may be there for nothing', async () => {
  await using receiver = await startOtlpReceiver();
  install('node_modules/@opentelemetry/sdk-trace', '@opentelemetry/sdk-trace', '3.0.0');
  install(
    'node_modules/old/node_modules/@opentelemetry/sdk-trace',
    '@opentelemetry/sdk-trace',
    '3.1.0',
  );
  const { exitCode, check } = await doctor(['--endpoint', receiver.url]);
  rmSync(join(directory, 'node_modules'), { recursive: true });

  expect(exitCode).toBe(0);
  expect(check('packages.duplicates')).toMatchObject({ status: 'warning' });
});

describe('TLS', () => {
  test('names an unknown authority; giving its certificate mends it', async () => {
    const tls = {
      cert: readFileSync(fixture('localhost-cert.pem')),
      key: readFileSync(fixture('localhost-key.pem')),
    };
    const server = createHttpsServer(tls, (request, response) =>
      request.resume().on('end', () => response.end()),
    );
    const port = await listen(server);
    try {
      const endpoint = ['--endpoint', `https://localhost:${port}`];
      const before = await doctor(endpoint);
      expect(before.check('endpoint.logs')).toMatchObject({
        status: 'problem',
        mend: expect.stringContaining('OTEL_EXPORTER_OTLP_CERTIFICATE=/path/ca.pem') as string,
      });

      const after = await doctor(endpoint, {
        OTEL_EXPORTER_OTLP_CERTIFICATE: fixture('localhost-cert.pem'),
      });
      expect(after.check('endpoint.logs')).toMatchObject({ status: 'ok' });
    } finally {
      server.close();
    }
  });

  test('says that a plain port does not speak TLS', async () => {
    await using receiver = await startOtlpReceiver();
    const { check } = await doctor(['--endpoint', receiver.url.replace('http:', 'https:')]);

    expect(check('endpoint.traces')).toMatchObject({
      status: 'problem',
      message: expect.stringContaining('does not speak TLS') as string,
      mend: expect.stringContaining('http:// instead of https://') as string,
    });
  });
});

test('recognises a gRPC port by its HTTP/2', async () => {
  const server = createHttp2Server();
  const port = await listen(server);
  try {
    const { check } = await doctor(['--endpoint', `http://127.0.0.1:${port}`]);
    expect(check('endpoint.traces')).toMatchObject({
      status: 'problem',
      message: expect.stringContaining('did not answer in HTTP/1.1') as string,
      mend: expect.stringContaining('4317 is gRPC') as string,
    });
  } finally {
    server.close();
  }
});
