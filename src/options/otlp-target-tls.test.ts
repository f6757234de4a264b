import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Environment } from './environment.ts';
import { resolveSettings } from './resolve-settings.ts';
import type { Settings, SignalSettings } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'telemetry-pem-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The path of a file whose content is its name. */
function pemFile(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, name);
  return path;
}

const CA = pemFile('ca.pem');
const CERT = pemFile('cert.pem');
const KEY = pemFile('key.pem');

/** The content of each file. */
function tlsOf({ otlp: { tls } }: SignalSettings): Record<string, string> {
  return Object.fromEntries(Object.entries(tls).map(([name, value]) => [name, String(value)]));
}

/** One row per variable: what is set, and what must come of it. */
const VARIABLES: readonly [Record<string, string>, (settings: Settings) => unknown, unknown][] = [
  [{ OTEL_EXPORTER_OTLP_CERTIFICATE: CA }, ({ logs }: Settings) => tlsOf(logs), { ca: 'ca.pem' }],
  [
    { OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: CERT, OTEL_EXPORTER_OTLP_CLIENT_KEY: KEY },
    ({ metrics }) => tlsOf(metrics),
    { cert: 'cert.pem', key: 'key.pem' },
  ],
  [
    {
      OTEL_EXPORTER_OTLP_CERTIFICATE: CA,
      OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE: CERT,
      OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE: CERT,
      OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY: KEY,
    },
    ({ traces, logs }) => [tlsOf(traces), tlsOf(logs)],
    [{ ca: 'cert.pem', cert: 'cert.pem', key: 'key.pem' }, { ca: 'ca.pem' }],
  ],
];

describe('certificates from the environment', () => {
  it.each(VARIABLES)('are read: %o', (variables, read, expected) => {
    expect(read(resolveSettings({}, new Environment(variables), {}))).toEqual(expected);
  });
});

describe('a PEM file that cannot be used', () => {
  it("is reported under the variable that named it, and a signal's own gives way to the general one", () => {
    const env = new Environment({
      OTEL_EXPORTER_OTLP_CERTIFICATE: CA,
      OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE: '/does/not/exist.pem',
    });

    expect(tlsOf(resolveSettings({}, env, {}).traces)).toEqual({ ca: 'ca.pem' });
    expect(env.problems).toEqual([
      'telemetry/environment: OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE is "/does/not/exist.pem" and is ignored. ' +
        'Use the path of a readable PEM file.',
    ]);
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE', CERT, 'OTEL_EXPORTER_OTLP_CLIENT_KEY'],
    ['OTEL_EXPORTER_OTLP_CLIENT_KEY', KEY, 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE'],
    ['OTEL_EXPORTER_OTLP_LOGS_CLIENT_CERTIFICATE', CERT, 'OTEL_EXPORTER_OTLP_LOGS_CLIENT_KEY'],
  ])('may be one half of a pair: %s alone is reported and ignored', (name, file, other) => {
    const env = new Environment({ [name]: file });
    const { traces, metrics, logs } = resolveSettings({}, env, {});

    expect([traces, metrics, logs].map(tlsOf)).toEqual([{}, {}, {}]);
    expect([...new Set(env.problems)]).toEqual([
      `telemetry/environment: ${name} is "${file}" and is ignored. Use it together with ${other}.`,
    ]);
  });

  it('is no half where the options have the other', () => {
    const options = { tls: { cert: 'of the option', key: 'of the option' } };
    const { logs } = resolveSettings(
      options,
      new Environment({ OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: CERT }),
      {},
    );

    expect(tlsOf(logs)).toEqual({ cert: 'cert.pem', key: 'of the option' });
  });
});
