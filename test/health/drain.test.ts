import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startOtlpReceiver, type OtlpReceiver } from '@fluxora/telemetry-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFile, type Program, type ProgramOptions } from '../e2e/run-program.ts';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(() => receiver.close());

interface Wanted {
  readonly options?: Record<string, unknown>;
  readonly stop?: readonly string[];
  readonly release?: readonly string[];
  readonly listensToo?: boolean;
}

/** Starts the service and waits until it listens. */
async function start(
  wanted: Wanted = {},
  { env, ...options }: ProgramOptions = {},
  fixture = 'drained.mjs',
): Promise<{ program: Program; port: number }> {
  const file = fileURLToPath(new URL(`fixtures/${fixture}`, import.meta.url));
  const program = startFile(file, {
    ...options,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env },
    args: [JSON.stringify(wanted)],
  });
  await program.said('ready on');
  return { program, port: Number(/ready on (\d+)/.exec(program.stdout())?.[1]) };
}

interface Answer {
  readonly status: number | undefined;
  readonly text: string;
  readonly connection: string | undefined;
}

async function ask(port: number, path: string, agent?: Agent): Promise<Answer> {
  const request = get({ port, path, host: '127.0.0.1', ...(agent && { agent }) });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode, text, connection: response.headers.connection };
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('it never became true');
  }
}

const isRefused = (port: number): Promise<boolean> =>
  ask(port, '/livez').then(
    () => false,
    () => true,
  );

const drainEvents = (): Record<string, unknown>[] =>
  receiver
    .logs()
    .filter(({ eventName }) => eventName?.startsWith('fluxora.drain.'))
    .map(({ eventName, attributes }) => ({ eventName, ...attributes }));

describe('SIGTERM', () => {
  it('lets requests finish, tells load balancers first, delivers everything, and ends the process', async () => {
    const { program, port } = await start({
      options: { waitMs: 1_000 },
      stop: ['queue'],
      release: ['pool'],
    });
    expect((await ask(port, '/readyz')).status).toBe(200);
    const slow = ask(port, '/slow?ms=1800', new Agent({ keepAlive: true }));
    await program.said('slow begun');

    program.process.kill('SIGTERM');
    await until(async () => (await ask(port, '/readyz')).status === 503);
    // Not ready, but alive, and still serving those who have not noticed.
    expect(JSON.parse((await ask(port, '/readyz')).text)).toEqual({
      status: 'fail',
      output: 'draining',
    });
    expect((await ask(port, '/livez')).status).toBe(200);
    const late = await ask(port, '/slow?ms=0', new Agent({ keepAlive: true }));
    expect(late).toMatchObject({ status: 200, text: 'answered', connection: 'close' });
    await until(() => isRefused(port));
    // The first one is still on its way.
    expect(program.process.exitCode).toBe(null);
    expect(await slow).toMatchObject({ status: 200, text: 'answered' });

    const result = await program.result;
    expect(result).toMatchObject({ code: null, signal: 'SIGTERM', stderr: '' });
    expect(result.stdout).toMatch(/queue stopped SIGTERM false true\n.*pool released\n/s);
    expect(receiver.spans().map((span) => span.attributes['url.path'])).toContain('/slow');
    expect(receiver.spans().filter((span) => span.attributes['url.path'] === '/slow')).toHaveLength(
      2,
    );
    const readiness = receiver
      .metric('fluxora.health.probe.status')
      ?.points.filter(({ attributes }) => attributes['fluxora.health.probe'] === 'readiness')
      .map(({ attributes, value }) => [attributes['fluxora.health.status'], value]);
    expect(Object.fromEntries(readiness ?? [])).toEqual({ pass: 0, warn: 0, fail: 1 });
    expect(drainEvents()).toMatchObject([
      { eventName: 'fluxora.drain.started', 'fluxora.drain.reason': 'SIGTERM' },
      { 'fluxora.drain.step': 'wait', 'fluxora.drain.outcome': 'done' },
      { 'fluxora.drain.step': 'queue' },
      { 'fluxora.drain.step': `server on port ${port}`, 'fluxora.drain.outcome': 'done' },
      { 'fluxora.drain.step': 'pool' },
      { eventName: 'fluxora.drain.ended', 'fluxora.drain.unfinished': 0 },
    ]);
  });

  it('does not wait for a request and a callback that hang: both are cut off, in time, and named', async () => {
    const { program, port } = await start({
      options: { waitMs: 0, timeoutMs: 2_000 },
      stop: ['hung', 'boom'],
      release: ['pool'],
    });
    const held = ask(port, '/held').catch((error: Error) => error);
    await program.said('held begun');
    const told = performance.now();
    program.process.kill('SIGTERM');
    const result = await program.result;

    expect(result).toMatchObject({ signal: 'SIGTERM' });
    expect(performance.now() - told).toBeLessThan(3_000);
    expect(await held).toMatchObject({ code: 'ECONNRESET' });
    expect(result.stdout).toContain('hung aborted');
    expect(result.stdout).toContain('pool released');
    expect(drainEvents()).toMatchObject([
      { eventName: 'fluxora.drain.started' },
      {
        eventName: 'fluxora.drain.step.failed',
        'fluxora.drain.step': 'boom',
        'exception.message': 'boom',
      },
      ...['hung', `server on port ${port}`].map(() => ({ 'fluxora.drain.outcome': 'cut_off' })),
      { 'fluxora.drain.step': 'pool' },
      { eventName: 'fluxora.drain.ended', 'fluxora.drain.unfinished': 3 },
    ]);
    expect(drainEvents()).toContainEqual(
      expect.objectContaining({
        'fluxora.drain.step': `server on port ${port}`,
        'fluxora.drain.open_connections': 1,
      }),
    );
    const cut = receiver.spans().find((span) => span.attributes['url.path'] === '/held');
    expect(cut).toBeDefined();
  });

  it('ends the process in time when the collector hangs, too', async () => {
    await receiver.fault('hang');
    const { program } = await start({ options: { waitMs: 0, timeoutMs: 2_000 } });
    const told = performance.now();
    program.process.kill('SIGTERM');

    expect(await program.result).toMatchObject({ signal: 'SIGTERM' });
    expect(performance.now() - told).toBeLessThan(3_000);
  });

  it('does not cut off a response that is on its way to a slow reader', async () => {
    const bytes = 30_000_000;
    const { program, port } = await start({ options: { waitMs: 0 } });
    const reader = connect(port, '127.0.0.1').pause();
    reader.write(`GET /big?bytes=${bytes} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await once(reader, 'readable');
    program.process.kill('SIGTERM');
    await until(() => isRefused(port));
    let received = 0;
    reader.on('data', (chunk) => (received += chunk.length)).resume();
    await once(reader, 'close');

    expect(received).toBeGreaterThan(bytes);
    expect(await program.result).toMatchObject({ signal: 'SIGTERM' });
  });

  it('ends the process at once when it comes twice', async () => {
    await receiver.fault('hang');
    const { program, port } = await start({ options: { waitMs: 10_000, timeoutMs: 20_000 } });
    program.process.kill('SIGTERM');
    await until(async () => (await ask(port, '/readyz')).status === 503);
    const told = performance.now();
    // Within a quarter of a second it counts as the same.
    const repeat = setInterval(() => program.process.kill('SIGTERM'), 100);
    const result = await program.result;
    clearInterval(repeat);

    expect(result).toMatchObject({ code: null, signal: 'SIGTERM' });
    expect(performance.now() - told).toBeLessThan(2_000);
  });

  it('that comes twice within a moment, as Ctrl-C below npm, drains as ever', async () => {
    const { program } = await start({ options: { waitMs: 300 }, release: ['pool'] });
    program.process.kill('SIGINT');
    program.process.kill('SIGTERM');
    const result = await program.result;

    expect(result.stdout).toContain('pool released');
    expect(result.code).toBe(null);
  });

  it.each([
    [{ exit: 0 }, { code: 0, signal: null }],
    [{ exit: 3 }, { code: 3, signal: null }],
    [{ exit: false }, { code: 0, signal: null }],
  ])('with %o', async (exit, ending) => {
    const { program } = await start({ options: { waitMs: 0, ...exit } });
    program.process.kill('SIGTERM');

    expect(await program.result).toMatchObject(ending);
  });

  it('ends a program that listens itself, with the exit code that stands for the signal', async () => {
    const { program } = await start({ options: { waitMs: 0 }, listensToo: true });
    program.process.kill('SIGTERM');
    const result = await program.result;

    expect(result).toMatchObject({ code: 143, signal: null });
    expect(result.stdout.match(/heard by the program/g)).toHaveLength(1);
  });

  it.each([
    ['telemetry that is off', { FLUXORA_TELEMETRY_MODE: 'off' }],
    ['a console for all signals', { FLUXORA_TELEMETRY_MODE: 'console' }],
  ])('drains with %s', async (_name, env) => {
    const { program, port } = await start({ options: { waitMs: 0 }, release: ['pool'] }, { env });
    const slow = ask(port, '/slow?ms=300');
    await program.said('slow begun');
    program.process.kill('SIGTERM');

    expect((await slow).text).toBe('answered');
    const result = await program.result;
    expect(result).toMatchObject({ code: null, signal: 'SIGTERM', stderr: '' });
    expect(result.stdout).toContain('pool released');
  });
});

it('SIGINT drains, too, and ends the process as SIGINT does', async () => {
  const { program } = await start({ options: { waitMs: 0 }, release: ['pool'] });
  program.process.kill('SIGINT');
  const result = await program.result;

  expect(result).toMatchObject({ code: null, signal: 'SIGINT' });
  expect(result.stdout).toContain('pool released');
});

describe('drain()', () => {
  it('drains without a signal, tells what it did, and leaves the end to the program', async () => {
    const { program, port } = await start({ options: { waitMs: 0 }, stop: ['queue'] });
    program.process.kill('SIGUSR2');
    const result = await program.result;

    expect(result).toMatchObject({ code: 0, signal: null });
    const report: unknown = JSON.parse(/report (.*)/.exec(result.stdout)?.[1] ?? '');
    expect(report).toMatchObject({
      reason: 'told otherwise',
      steps: [{ name: `server on port ${port}` }, { name: 'queue', outcome: 'done' }],
      telemetry: { timedOut: false, logs: { dropped: {}, pending: 0 } },
    });
  });

  it('is joined by a signal, which then ends the process', async () => {
    const { program } = await start({ options: { waitMs: 500 } });
    program.process.kill('SIGUSR2');
    await program.said('fluxora.drain.started');
    program.process.kill('SIGTERM');
    const result = await program.result;

    expect(result).toMatchObject({ signal: 'SIGTERM' });
    expect(result.stdout.match(/fluxora\.drain\.started/g)).toHaveLength(1);
  });
});

describe('a cluster', () => {
  it('drains in its workers when the primary hands the signal on', async () => {
    const { program, port } = await start({}, {}, 'cluster.mjs');
    const slow = ask(port, '/');
    await program.said('slow begun');
    program.process.kill('SIGTERM');

    expect((await slow).text).toBe('answered by a worker');
    const result = await program.result;
    expect(result).toMatchObject({ signal: 'SIGTERM' });
    expect(result.stdout.match(/worker closed/g)).toHaveLength(2);
    const spans = receiver.spans().filter((span) => span.name === 'GET');
    expect(spans).toHaveLength(1);
  });
});

/** A process can be made the first of its own process namespace: by root, or by anybody in a user namespace of their own. */
const unshare = [
  ['unshare', '--fork', '--pid', '--kill-child'],
  ['unshare', '--user', '--map-root-user', '--fork', '--pid', '--kill-child'],
].find(([command = '', ...args]) => spawnSync(command, [...args, 'true']).status === 0);

// Also in CI: containers may forbid namespaces to everybody, and nothing that could be installed mends it.
if (!unshare) {
  console.warn(
    'SKIPPED: draining a real process 1: this machine makes no process namespace (`unshare --fork --pid true` fails).',
  );
}

describe('process 1, which does not die of a signal,', () => {
  it.runIf(unshare)('drains and exits with the code that stands for it', async () => {
    const { program, port } = await start(
      { options: { waitMs: 0 }, release: ['pool'] },
      { wrapper: unshare ?? [] },
    );
    const slow = ask(port, '/slow?ms=300');
    await program.said('slow begun');
    const { pid } = program.process;
    process.kill(Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')), 'SIGTERM');

    expect((await slow).text).toBe('answered');
    const result = await program.result;
    expect(result).toMatchObject({ code: 143, signal: null });
    expect(result.stdout).toContain('pool released');
    expect(receiver.spans().map((span) => span.attributes['url.path'])).toContain('/slow');
  });

  it('is told by its number alone', async () => {
    const firstProcess = `data:text/javascript,Object.defineProperty(process,'pid',{value:1})`;
    const { program } = await start(
      { options: { waitMs: 0 } },
      { env: { NODE_OPTIONS: `--import ${firstProcess}` } },
    );
    program.process.kill('SIGTERM');

    expect(await program.result).toMatchObject({ code: 143, signal: null });
  });
});
