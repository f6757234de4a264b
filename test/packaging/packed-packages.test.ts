/**
 * The packages as users get them: packed, installed by npm into an empty project, imported, required, compiled, run.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startOtlpReceiver, type OtlpReceiver } from '@fluxora/telemetry-testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PUBLISHED } from '../../scripts/packages.ts';
import type { DoctorReport } from '../../src/doctor/doctor-report.ts';
import { examplesOf } from '../docs/markdown-examples.ts';
import { freePort, Project, ROOT } from './project.ts';

/** With an empty cache npm asks for hundreds of packages; a slow registry must not read as a broken package. */
const NPM_TIMEOUT_MS = 600_000;
const npmFlags = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];

const project = new Project();
let receiver: OtlpReceiver;

beforeAll(async () => {
  const tarballs = join(project.directory, 'tarballs');
  project.write('tarballs/.keep', '');
  const workspaces = PUBLISHED.flatMap(({ folder }) => ['--workspace', folder]);
  await project.check('npm', [
    'pack',
    '--prefix',
    ROOT,
    ...workspaces,
    '--pack-destination',
    tarballs,
    ...npmFlags,
  ]);
  const packed = Object.fromEntries(
    PUBLISHED.map(({ name }) => [
      name,
      `file:./tarballs/${tarballOf(name, readdirSync(tarballs))}`,
    ]),
  );
  project.write('package.json', {
    name: 'forecast-api',
    version: '1.4.0',
    type: 'module',
    private: true,
    dependencies: { ...packed, '@opentelemetry/api': '1.10.0', express: '5.3.0' },
    // Else npm asks the registry for those that depend on one another, which does not have them yet.
    overrides: Object.fromEntries(PUBLISHED.map(({ name }) => [name, `$${name}`])),
  });
  await project.check('npm', ['install', '--save-exact', ...npmFlags]);
}, NPM_TIMEOUT_MS);
afterAll(() => project[Symbol.dispose]());

beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(() => receiver.close());

/** `@fluxora/telemetry` → `fluxora-telemetry-0.1.0.tgz`, not that of `@fluxora/telemetry-core`. */
function tarballOf(name: string, files: readonly string[]): string {
  const start = `${name.replace('@', '').replace('/', '-')}-`;
  const file = files.find((each) => each.startsWith(start) && /^\d/.test(each.slice(start.length)));
  if (file === undefined) throw new Error(`${name} was not packed; there are ${files.join(', ')}`);
  return file;
}

/** Names of the packages that may be there once only, once per installed copy. */
async function installedCopies(): Promise<string[]> {
  const paths = (await project.check('npm', ['ls', '--all', '--parseable'])).split('\n');
  return paths
    .map((path) => /.*\/node_modules\/(@(?:opentelemetry|fluxora)\/[^/]+)$/.exec(path)?.[1])
    .filter((name) => name !== undefined);
}

function repeated(names: readonly string[]): string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}

test('npm installs one copy of the API and of each SDK package', async () => {
  const found = await installedCopies();

  expect(found).toEqual(
    expect.arrayContaining([
      '@opentelemetry/api',
      '@opentelemetry/sdk-trace',
      '@fluxora/telemetry-core',
    ]),
  );
  expect(repeated(found)).toEqual([]);
});

describe('the quick start of the README', () => {
  const quickStart = examplesOf(join(ROOT, 'README.md')).find(
    ({ options }) => options['file'] === 'server.js',
  );
  const code = quickStart?.code ?? '';

  test('is under 20 lines', () => {
    expect(code.trim().split('\n').length).toBeGreaterThan(5);
    expect(code.trim().split('\n').length).toBeLessThan(20);
  });

  test.each([
    ['import', 'server.mjs', code],
    ['require', 'server.cjs', toCommonJs(code)],
  ])('sends a trace, metrics and a log by %s', async (_name, file, content) => {
    project.write(file, content);
    const port = await freePort();
    const server = project.start('node', [file], {
      PORT: String(port),
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    });
    const ended = new Promise((resolve) =>
      server.once('exit', (exitCode, signal) => resolve(signal ?? exitCode)),
    );
    try {
      const answer = await getUntilListening(`http://127.0.0.1:${port}/sites/north/forecast`);
      expect(answer).toMatchObject({ site: 'north' });
    } finally {
      server.kill('SIGTERM');
    }
    expect(await ended).toBe('SIGTERM');

    const span = receiver.spans().find(({ kind }) => kind === 'server');
    expect(span).toMatchObject({ name: 'GET /sites/:site/forecast' });
    expect(receiver.logs().find(({ body }) => body === 'forecast issued')).toMatchObject({
      traceId: span?.traceId,
      attributes: { site: 'north' },
    });
    expect(receiver.metric('http.server.request.duration')).toBeDefined();
    expect(receiver.resources()[0]).toMatchObject({
      'service.name': 'forecast-api',
      'service.version': '1.4.0',
    });
  });
});

test('the types compile, libraries checked, and refuse a wrong option', async () => {
  project.write('src/typed.mts', TYPED);
  project.write('tsconfig.json', {
    compilerOptions: {
      target: 'es2023',
      module: 'nodenext',
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      skipLibCheck: false,
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules/@types')],
    },
    include: ['src'],
  });

  const tsc = join(ROOT, 'node_modules/.bin/tsc');
  expect(await project.run(tsc, ['-p', 'tsconfig.json'])).toEqual({
    exitCode: 0,
    stdout: '',
    stderr: '',
  });
});

describe('fluxora-telemetry doctor', () => {
  test('finds the installation healthy', async () => {
    const stdout = await project.check('npx', [
      'fluxora-telemetry',
      'doctor',
      '--json',
      '--endpoint',
      receiver.url,
    ]);
    const report = JSON.parse(stdout) as DoctorReport;

    expect(
      report.checks.filter(({ status }) => status === 'problem' || status === 'warning'),
    ).toEqual([]);
    expect(report.healthy).toBe(true);
    expect(receiver.resources()[0]).toMatchObject({ 'service.name': 'forecast-api' });
    expect(receiver.spans()).toHaveLength(1);
  });

  test('exits with 1 when nothing listens', async () => {
    await receiver.fault('refuse');
    const { exitCode, stdout } = await project.run('npx', [
      'fluxora-telemetry',
      'doctor',
      '--endpoint',
      receiver.url,
    ]);

    expect(exitCode).toBe(1);
    expect(stdout).toContain('nothing listens on');
  });
});

describe('autoInstrumentations', () => {
  const client =
    'import { instrument } from "@fluxora/telemetry";\ninstrument({ autoInstrumentations: ["undici"] });\n' +
    'await fetch(process.env.TARGET).catch(() => undefined);\n';

  test(
    'asks for the optional package with the line that installs it; that line mends it',
    async () => {
      project.write('client.mjs', client);
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, TARGET: `${receiver.url}/prices` };
      const before = await project.run('node', ['client.mjs'], env);
      expect(before.exitCode).toBe(1);
      const install = /Run: (npm install [^\n]+)/.exec(before.stderr)?.[1] ?? before.stderr;
      expect(install).toBe(
        'npm install --save-exact @opentelemetry/auto-instrumentations-node@0.82.0',
      );

      const [command = '', ...input] = install.split(' ');
      await project.check(command, [...input, ...npmFlags]);

      expect(await project.run('node', ['client.mjs'], env)).toMatchObject({
        exitCode: 0,
        stderr: '',
      });
      expect(receiver.spans()).toMatchObject([
        { kind: 'client', scope: { name: '@opentelemetry/instrumentation-undici' } },
      ]);
      expect(repeated(await installedCopies())).toEqual([]);
    },
    NPM_TIMEOUT_MS,
  );
});

function toCommonJs(code: string): string {
  return code
    .replace(/^import (\{.+\}) from (.+);$/gm, 'const $1 = require($2);')
    .replace(/^import (\w+) from (.+);$/gm, 'const $1 = require($2);');
}

async function getUntilListening(url: string): Promise<unknown> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await (await fetch(url)).json();
    } catch (error) {
      // The program has no way to say that it listens; it is asked until it does.
      if (attempt === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

const TYPED = `
import { instrument, type InstrumentOptions, type Telemetry } from '@fluxora/telemetry';
import { createTestTelemetry, startOtlpReceiver } from '@fluxora/telemetry/testing';
import { createInstruments, defineCatalog, withSpan } from '@fluxora/telemetry-core';
import { expressErrorTelemetry, expressTelemetry } from '@fluxora/telemetry-express';
import '@fluxora/telemetry/register';

const options: InstrumentOptions = { service: 'forecast-api', autoInstrumentations: { undici: { enabled: true } } };
const telemetry: Telemetry = instrument(options);
telemetry.logger.info('started', { site: 'north' });
const catalog = defineCatalog({
  name: 'forecast-api',
  version: '1.4.0',
  attributes: { 'fluxora.site': { values: ['north', 'south'], description: 'Site.' } },
  signals: {
    issued: {
      name: 'fluxora.forecast.issued',
      kind: 'counter',
      unit: '{forecast}',
      description: 'Forecasts issued.',
      stability: 'stable',
      attributes: { 'fluxora.site': 'required' },
    },
  },
});
createInstruments(catalog).issued.add(1, { 'fluxora.site': 'north' });
// @ts-expect-error a value that is not declared
createInstruments(catalog).issued.add(1, { 'fluxora.site': 'west' });
// @ts-expect-error an option that does not exist
instrument({ servce: 'forecast-api' });
const answer: number = withSpan('sum', () => 42);
const kit = createTestTelemetry();
kit.spans().map((span) => span.attributes);
void [answer, expressTelemetry(), expressErrorTelemetry(), startOtlpReceiver(), telemetry.shutdown({ timeoutMs: 100 })];
`;
