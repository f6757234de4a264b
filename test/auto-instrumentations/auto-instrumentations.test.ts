import { startOtlpReceiver, type OtlpReceiver } from '@fluxora/telemetry-testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runFixture, type FixtureRun } from './run-fixture.ts';

const OURS = '@fluxora/telemetry-express';
const theirs = (name: string) => `@opentelemetry/instrumentation-${name}`;

let receiver: OtlpReceiver;

async function run(input: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return runFixture(input, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env });
}

const register = ['--import', '@fluxora/telemetry/register'];
const on = { FLUXORA_AUTO_INSTRUMENTATIONS: 'true' };

function scopesOf(kind: string) {
  return receiver
    .spans()
    .filter((span) => span.kind === kind)
    .map((span) => span.scope.name)
    .toSorted();
}

describe.each([
  ['ES modules, --import @fluxora/telemetry/register', [...register, 'app.mjs'], on],
  ['CommonJS, --import @fluxora/telemetry/register', [...register, 'app.cjs'], on],
  [
    'ES modules, instrument() in an --import file',
    ['--import', './instrument-first.mjs', 'app.mjs'],
    {},
  ],
  [
    'CommonJS, instrument() in a --require file',
    ['--require', './instrument-first.mjs', 'app.cjs'],
    {},
  ],
  [
    'ES modules on a Node without synchronous hooks',
    ['--require', './as-older-node.cjs', ...register, 'app.mjs'],
    on,
  ],
] as const)('%s', (_name, input, env) => {
  let outcome: FixtureRun;
  beforeAll(async () => {
    receiver = await startOtlpReceiver();
    outcome = await run(input, env);
  });
  afterAll(() => receiver.close());

  test('the program runs as before', () => {
    expect({ exitCode: outcome.exitCode, stderr: outcome.stderr }).toEqual({
      exitCode: 0,
      stderr: '',
    });
  });

  test('third-party libraries are traced beside our own spans, once each, in one trace', () => {
    // One for Express, three for the plain server: all ours, none of them twice.
    expect(scopesOf('server')).toEqual([OURS, OURS, OURS, OURS]);
    expect(scopesOf('client')).toEqual([
      theirs('http'),
      theirs('http'),
      theirs('undici'),
      theirs('undici'),
    ]);
    expect(
      receiver.spans().filter(({ scope }) => scope.name === theirs('generic-pool')),
    ).toHaveLength(1);
    expect(new Set(receiver.spans().map(({ traceId }) => traceId)).size).toBe(1);
  });

  test('pino lines carry the trace and are not sent a second time', () => {
    const forecast = receiver.spans().find(({ name }) => name === 'GET /forecast');

    expect(outcome.lines.find(({ msg }) => msg === 'forecast issued')).toMatchObject({
      trace_id: forecast?.traceId,
      span_id: forecast?.spanId,
    });
    expect(receiver.logs().filter(({ body }) => body === 'forecast issued')).toEqual([]);
  });

  test('instrumentations have the real meter, and our own exports are not counted', () => {
    const durations = receiver
      .metrics()
      .filter(({ name }) => /^http\.\w+\.request\.duration$/.test(name));
    const ports = [
      ...durations.flatMap(({ points }) => points.map(({ attributes }) => attributes)),
      ...receiver.spans().map(({ attributes }) => attributes),
    ].map((attributes) => attributes['server.port']);

    expect(durations.map(({ name, scope }) => `${name} ${scope.name}`).toSorted()).toEqual([
      `http.client.request.duration ${theirs('http')}`,
      `http.client.request.duration ${theirs('undici')}`,
      `http.server.request.duration ${OURS}`,
    ]);
    expect(ports).not.toContain(receiver.port);
  });
});

describe('one run each', () => {
  beforeEach(async () => {
    receiver = await startOtlpReceiver();
  });
  afterEach(() => receiver.close());

  describe('selection', () => {
    test('FLUXORA_AUTO_INSTRUMENTATIONS takes a list, and loads nothing else', async () => {
      const { result } = await run([...register, 'app.mjs'], {
        FLUXORA_AUTO_INSTRUMENTATIONS: 'undici,pino',
      });

      expect(result.instrumentations.toSorted()).toEqual([
        'instrumentation',
        'instrumentation-pino',
        'instrumentation-undici',
      ]);
      expect(scopesOf('client')).toEqual([theirs('undici'), theirs('undici')]);
      expect(result.patched).toBe(false);
    });

    test('OTEL_NODE_DISABLED_INSTRUMENTATIONS takes away', async () => {
      await run([...register, 'app.mjs'], {
        ...on,
        OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'undici,generic-pool',
      });

      expect(new Set(receiver.spans().map(({ scope }) => scope.name))).toEqual(
        new Set([OURS, theirs('http')]),
      );
    });

    test.each([
      ['off by default', {}],
      ['FLUXORA_AUTO_INSTRUMENTATIONS=false', { FLUXORA_AUTO_INSTRUMENTATIONS: 'false' }],
      ['mode off', { ...on, FLUXORA_TELEMETRY_MODE: 'off' }],
      ['OTEL_SDK_DISABLED', { ...on, OTEL_SDK_DISABLED: 'true' }],
    ])('%s: no instrumentation is loaded, nothing is patched', async (_name, env) => {
      const { result, exitCode } = await run([...register, 'app.mjs'], env);

      expect(exitCode).toBe(0);
      expect(result.instrumentations).toEqual([]);
      expect(result.patched).toBe(false);
    });
  });

  describe('trace context', () => {
    const hosts = (value: string) => ({ ...on, FLUXORA_PROPAGATION_HOSTS: value });

    test('goes to allowed hosts', async () => {
      const { result } = await run([...register, 'app.mjs'], hosts('127.0.0.1'));

      expect(Object.keys(result.headers).toSorted()).toEqual(['/default', '/fetch', '/named']);
      for (const headers of Object.values(result.headers))
        expect(headers).toHaveProperty('traceparent');
    });

    test.each(['app.mjs', 'app.cjs'])(
      'is withheld from all others, whose spans remain (%s)',
      async (app) => {
        const { result } = await run([...register, app], hosts('*.fluxora.internal'));

        expect(Object.keys(result.headers).toSorted()).toEqual(['/default', '/fetch', '/named']);
        for (const headers of Object.values(result.headers))
          expect(headers).not.toHaveProperty('traceparent');
        expect(result.headers['/named']).toMatchObject({ 'x-site': 'north' });
        expect(scopesOf('client')).toHaveLength(4);
      },
    );
  });

  test('names the libraries that were imported too early; builtins are measured all the same', async () => {
    const { stderr, exitCode } = await run(['instrument-late.mjs']);

    expect(exitCode).toBe(0);
    expect(stderr).toMatch(
      /telemetry\/auto-instrumentations: loaded before telemetry started, so not measured: generic-pool, pino\. Start the service with "node --import/,
    );
    expect(scopesOf('client')).toEqual([
      theirs('http'),
      theirs('http'),
      theirs('undici'),
      theirs('undici'),
    ]);
  });

  test('patches are taken off at shutdown and put on again, once, at the next start', async () => {
    const { result, stderr } = await run(['restart.mjs']);

    expect(stderr).toBe('');
    expect(result.patched).toEqual([true, false, true, false]);
    expect(scopesOf('client')).toEqual([theirs('http'), theirs('http')]);
    expect(scopesOf('internal')).toEqual([theirs('generic-pool'), theirs('generic-pool')]);
  });
});
