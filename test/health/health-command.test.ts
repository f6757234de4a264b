import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFile, startFile } from '../e2e/run-program.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const fixture = fileURLToPath(new URL('fixtures/drained.mjs', import.meta.url));

/** Answers at `/pass`, `/warn` and `/fail` with the state of that name, elsewhere with 404. */
let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    const status = request.url?.slice(1) ?? '';
    const code = { pass: 200, warn: 200, fail: 503 }[status] ?? 404;
    response.writeHead(code, { 'content-type': 'application/health+json' });
    response.end(code === 404 ? '' : JSON.stringify({ status }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const health = (...args: string[]) => runFile(cli, { args: ['health', ...args] });

describe('fluxora-telemetry health, as a process', () => {
  it.each([
    ['/pass', 0, 'OK /pass: pass\n'],
    ['/warn', 1, 'WARNING /warn: warn\n'],
    ['/fail', 2, 'CRITICAL /fail: fail (503)\n'],
    ['/none', 3, expect.stringMatching(/^UNKNOWN \/none: answered 404.*\n$/) as string],
  ])('%s exits with %i and one line', async (path, code, stdout) => {
    expect(await health(`${url}${path}`)).toMatchObject({ code, signal: null, stdout, stderr: '' });
  });

  it.each([
    ['/pass', 0],
    ['/warn', 0],
    ['/fail', 1],
    ['/none', 1],
  ])('--docker %s exits with %i', async (path, code) => {
    expect(await health('--docker', `${url}${path}`)).toMatchObject({ code, stderr: '' });
  });

  it('exits with 3 and the help when the command line is wrong', async () => {
    const { code, stderr } = await health('localhost');

    expect(code).toBe(3);
    expect(stderr).toMatch(/"localhost" is no URL to ask\..*\n\nUsage: /);
  });

  it('ends in time when nobody answers', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const { code, durationMs } = await health('--timeout', '300', `http://127.0.0.1:${port}/`);
    silent.closeAllConnections();
    silent.close();

    expect(code).toBe(2);
    expect(durationMs).toBeLessThan(5_000);
  });

  it('ends in time when the name lookup hangs, which nobody can cancel', async () => {
    const hang = `import dns from 'node:dns'; dns.lookup = () => void setInterval(() => undefined, 1_000);`;
    const { code, stdout, durationMs } = await runFile(cli, {
      args: ['health', '--timeout', '300', 'http://health.example/readyz'],
      nodeArgs: ['--import', `data:text/javascript,${encodeURIComponent(hang)}`],
    });

    expect(code).toBe(2);
    expect(stdout).toMatch(/^CRITICAL .*no complete answer in time/);
    expect(durationMs).toBeLessThan(5_000);
  });

  it('loads nothing but itself: no SDK, no API, none of our packages, no fetch', async () => {
    const hooks = `import { registerHooks } from 'node:module';
      registerHooks({ resolve(name, context, next) { process._rawDebug('loads ' + name); return next(name, context); } });`;
    const { code, stderr } = await runFile(cli, {
      args: ['health', `${url}/pass`],
      nodeArgs: ['--import', `data:text/javascript,${encodeURIComponent(hooks)}`],
    });
    const loaded = [...stderr.matchAll(/^loads (.*)$/gm)]
      .map(([, name]) => name ?? '')
      .filter((name) => !name.startsWith('data:') && !name.startsWith('file:'));

    expect(code).toBe(0);
    expect(loaded.length).toBeGreaterThan(1);
    expect(loaded.filter((name) => !name.startsWith('./'))).toEqual([]);
  });

  it('follows a service through its life: ready, draining, gone', async () => {
    const program = startFile(fixture, {
      args: [JSON.stringify({ options: { waitMs: 2_500 } })],
      env: { FLUXORA_TELEMETRY_MODE: 'off' },
    });
    await program.said('ready on');
    const address = `http://127.0.0.1:${/ready on (\d+)/.exec(program.stdout())?.[1]}`;

    expect((await health(`${address}/readyz`)).stdout).toBe('OK /readyz: pass\n');
    program.process.kill('SIGTERM');
    await program.said('fluxora.drain.started');
    expect((await health(`${address}/readyz`)).stdout).toBe(
      'CRITICAL /readyz: fail (503): draining\n',
    );
    expect((await health(`${address}/livez`)).code).toBe(0);
    await program.result;
    expect((await health(`${address}/livez`)).stdout).toMatch(/^CRITICAL \/livez: nothing listens/);
  });
});
