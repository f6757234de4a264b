import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { DISTRO_VERSION } from '../version.ts';
import { runCli } from './run-cli.ts';

const started: { close(): unknown; closeAllConnections?(): void }[] = [];
afterEach(() => {
  for (const server of started.splice(0)) {
    server.closeAllConnections?.();
    server.close();
  }
});

async function portOf(server: Server): Promise<number> {
  started.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A server that answers every request alike, and the URL of its `/readyz`. */
async function serve(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await portOf(createHttpServer(listener))}/readyz`;
}

interface Served {
  readonly status?: number;
  readonly type?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

function serveBody({ status = 200, type, body = '', headers = {} }: Served): Promise<string> {
  return serve((_request, response) => {
    response.writeHead(status, { ...headers, ...(type && { 'content-type': type }) });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
}

async function health(...input: string[]) {
  const written = { stdout: '', stderr: '' };
  const exitCode = await runCli(['health', ...input], {
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
  });
  return { exitCode, ...written };
}

const HEALTH = 'application/health+json';
const JSON_TYPE = 'application/json; charset=utf-8';

describe('a health report', () => {
  const checks = {
    database: [{ status: 'pass', durationMs: 3.2 }],
    'cache:connections': [{ status: 'pass', observedValue: 12, observedUnit: '{connection}' }],
  };

  test('that passes is OK, with its checks and how long they took', async () => {
    const url = await serveBody({ type: HEALTH, body: { status: 'pass', checks } });

    expect(await health(url)).toEqual({
      exitCode: 0,
      stdout: 'OK /readyz: pass, 2 checks (database 3 ms, cache:connections)\n',
      stderr: '',
    });
  });

  test('that warns is a WARNING and names what is not well', async () => {
    const url = await serveBody({
      type: HEALTH,
      body: {
        status: 'warn',
        checks: { ...checks, cache: [{ status: 'fail', critical: false, output: 'timed out' }] },
      },
    });

    expect(await health(url)).toMatchObject({
      exitCode: 1,
      stdout: 'WARNING /readyz: warn: cache fail (not critical): timed out\n',
    });
  });

  test('that fails is CRITICAL and says why', async () => {
    const url = await serveBody({
      status: 503,
      type: HEALTH,
      body: { status: 'fail', checks: { database: [{ status: 'fail', output: 'refused' }] } },
    });

    expect(await health(url)).toMatchObject({
      exitCode: 2,
      stdout: 'CRITICAL /readyz: fail (503): database fail: refused\n',
    });
  });

  test('without details is as good', async () => {
    const url = await serveBody({
      status: 503,
      type: HEALTH,
      body: { status: 'fail', output: 'draining' },
    });

    expect(await health(url)).toMatchObject({
      exitCode: 2,
      stdout: 'CRITICAL /readyz: fail (503): draining\n',
    });
  });

  test('that passes with a failing status is CRITICAL, and so is the other way round', async () => {
    const torn = await serveBody({ status: 503, type: HEALTH, body: { status: 'pass' } });
    const lying = await serveBody({ status: 200, type: HEALTH, body: { status: 'fail' } });

    expect(await health(torn)).toMatchObject({
      exitCode: 2,
      stdout: 'CRITICAL /readyz: pass (503), although it answered 503\n',
    });
    expect(await health(lying)).toMatchObject({
      exitCode: 2,
      stdout: 'CRITICAL /readyz: fail, although it answered 200\n',
    });
  });

  test('may come with a 4xx, as the draft allows', async () => {
    const url = await serveBody({ status: 424, type: HEALTH, body: { status: 'fail' } });

    expect(await health(url)).toMatchObject({ exitCode: 2 });
  });

  test.each([
    ['no JSON', '<html>', /a body that is no JSON object/],
    ['JSON that is cut off', '{"status":"pa', /a body that is no JSON object/],
    ['a list', '[]', /a body that is no JSON object/],
    ['no status', '{}', /a body without status/],
    ['a status that is no text', '{"status":1}', /a body without status/],
    ['a status that nobody knows', '{"status":"fine"}', /the status "fine"/],
    ['prototype words', '{"status":"constructor"}', /the status "constructor"/],
    [
      'far too much',
      `{"status":"pass","notes":"${'x'.repeat(300_000)}"}`,
      /a body of more than 256 KiB/,
    ],
  ])('with %s is UNKNOWN, not a success', async (_name, body, reason) => {
    const url = await serveBody({ type: HEALTH, body });
    const { exitCode, stdout } = await health(url);

    expect(exitCode).toBe(3);
    expect(stdout).toMatch(reason);
    expect(stdout).toContain('Let it answer application/health+json');
    expect(stdout.match(/\n/g)).toHaveLength(1);
  });

  test('that never ends is read no further than needed', async () => {
    let sent = 0;
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': HEALTH });
      const pump = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536))) sent += 65_536;
      };
      response.on('drain', pump);
      pump();
    });

    expect(await health(url)).toMatchObject({ exitCode: 3 });
    expect(sent).toBeLessThan(20_000_000);
  });
});

describe('another answer', () => {
  test.each<[string, Served, number, string]>([
    ['200 with nothing', {}, 0, 'OK /readyz: answered 200'],
    ['204', { status: 204 }, 0, 'OK /readyz: answered 204'],
    ['200 with text', { body: 'all systems go, dear friends' }, 0, 'OK /readyz: answered 200'],
    ['a word (ASP.NET)', { type: 'text/plain', body: 'Degraded' }, 1, 'WARNING /readyz: Degraded'],
    ['an unknown word', { type: 'text/plain', body: 'Hello' }, 0, 'OK /readyz: answered 200'],
    ['plain JSON', { type: JSON_TYPE, body: { status: 'ok' } }, 0, 'OK /readyz: ok'],
    ['JSON without status', { type: JSON_TYPE, body: { up: 1 } }, 0, 'OK /readyz: answered 200'],
    ['broken JSON', { type: JSON_TYPE, body: '{"status":' }, 0, 'OK /readyz: answered 200'],
    [
      'Spring',
      {
        status: 503,
        type: JSON_TYPE,
        body: { status: 'DOWN', components: { db: { status: 'DOWN' }, disk: { status: 'UP' } } },
      },
      2,
      'CRITICAL /readyz: DOWN (503): db DOWN',
    ],
    [
      'terminus',
      {
        status: 503,
        type: JSON_TYPE,
        body: { status: 'error', details: { redis: { status: 'down', message: 'no PONG' } } },
      },
      2,
      'CRITICAL /readyz: error (503): redis down: no PONG',
    ],
    [
      'MicroProfile',
      { type: JSON_TYPE, body: { status: 'UP', checks: [{ name: 'db', status: 'UP' }] } },
      0,
      'OK /readyz: UP, 1 check (db)',
    ],
    ['503', { status: 503, body: 'Service Unavailable' }, 2, 'CRITICAL /readyz: answered 503'],
    ['500', { status: 500 }, 2, 'CRITICAL /readyz: answered 500'],
    [
      'a redirect, which is not followed',
      { status: 302, headers: { location: 'https://user:pw@sso.example/login?token=t' } },
      3,
      'UNKNOWN /readyz: answered 302 to https://sso.example/login. Redirects are not followed: give the final address.',
    ],
    ['401', { status: 401 }, 3, 'UNKNOWN /readyz: answered 401. Give credentials in the URL'],
    [
      '404, whatever its body',
      { status: 404, type: JSON_TYPE, body: { status: 'ok' } },
      3,
      'UNKNOWN /readyz: answered 404. Nothing answers to GET there: correct the path',
    ],
    ['429', { status: 429 }, 3, 'UNKNOWN /readyz: answered 429. Ask less often'],
    ['418', { status: 418 }, 3, 'UNKNOWN /readyz: answered 418. Give the address of a health'],
  ])('%s', async (_name, served, exitCode, line) => {
    const result = await health(await serveBody(served));

    expect(result).toMatchObject({ exitCode, stderr: '' });
    expect(result.stdout).toMatch(/^[^\n]*\n$/);
    expect(result.stdout.startsWith(line)).toBe(true);
  });

  test('with line breaks and escape sequences in its words stays one harmless line', async () => {
    const url = await serveBody({
      status: 503,
      type: HEALTH,
      body: {
        status: 'fail',
        checks: { 'a\nOK': [{ status: 'fail', output: '\u001b[2Jgone\r\nOK' }] },
      },
    });

    expect((await health(url)).stdout).toBe(
      'CRITICAL /readyz: fail (503): a OK fail: [2Jgone OK\n',
    );
  });

  test('with hundreds of failing checks names some and counts the rest', async () => {
    const checks = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`check-${index}`, [{ status: 'fail' }]]),
    );
    const url = await serveBody({ status: 503, type: HEALTH, body: { status: 'fail', checks } });

    expect((await health(url)).stdout).toBe(
      'CRITICAL /readyz: fail (503): check-0 fail, check-1 fail, check-2 fail, check-3 fail, check-4 fail, and 95 more\n',
    );
  });
});

describe('no answer', () => {
  test('where nothing listens is CRITICAL', async () => {
    const server = createTcpServer();
    const port = await portOf(server);
    server.close();
    await once(server, 'close');

    expect(await health(`http://127.0.0.1:${port}/livez`)).toEqual({
      exitCode: 2,
      stdout: `CRITICAL /livez: nothing listens on 127.0.0.1:${port} (ECONNREFUSED)\n`,
      stderr: '',
    });
  });

  test('from a name that does not exist is UNKNOWN', async () => {
    const { exitCode, stdout } = await health('http://health.invalid/readyz');

    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^UNKNOWN \/readyz: .*health\.invalid.*\((ENOTFOUND|EAI_AGAIN)\)\. /);
  });

  test('in time is CRITICAL, and says that the time can be raised', async () => {
    const url = await serve(() => undefined);

    expect(await health('--timeout', '100', url)).toMatchObject({
      exitCode: 2,
      stdout:
        'CRITICAL /readyz: no complete answer in time. If it may take that long, raise --timeout.\n',
    });
  });

  test('but the status in time is CRITICAL too: the rest may hang for ever', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': HEALTH }).write('{"status":');
    });

    expect((await health('--timeout', '200', url)).stdout).toMatch(
      /^CRITICAL \/readyz: answered 200, but no complete answer in time\./,
    );
  });

  test('but a closed connection is CRITICAL', async () => {
    const url = await serve((request) => request.socket.destroy());

    expect(await health(url)).toMatchObject({
      exitCode: 2,
      stdout: expect.stringMatching(/closed the connection without a complete answer/) as string,
    });
  });

  test('and a connection that breaks in the middle of the body is CRITICAL', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': HEALTH, 'content-length': 100 }).write('{');
      setImmediate(() => response.destroy());
    });

    expect(await health(url)).toMatchObject({
      exitCode: 2,
      stdout: expect.stringMatching(/\(ECONNRESET\)/) as string,
    });
  });

  test('in HTTP is UNKNOWN', async () => {
    const server = createTcpServer((socket) => socket.end('220 smtp.example ESMTP\r\n'));
    const port = await portOf(server);

    expect(await health(`http://127.0.0.1:${port}/`)).toMatchObject({
      exitCode: 3,
      stdout: expect.stringMatching(/does not speak HTTP\/1\.1 \(HPE_/) as string,
    });
  });
});

describe('TLS', () => {
  const fixture = (name: string) =>
    readFileSync(new URL(`../../test/doctor/fixtures/${name}`, import.meta.url));
  const serveTls = async (): Promise<string> => {
    const tls = { cert: fixture('localhost-cert.pem'), key: fixture('localhost-key.pem') };
    const server = createHttpsServer(tls, (_request, response) => response.end('UP'));
    return `https://localhost:${await portOf(server)}/readyz`;
  };

  test('with a certificate that is not trusted is UNKNOWN; --insecure accepts it', async () => {
    const url = await serveTls();
    const untrusted = await health(url);

    expect(untrusted.exitCode).toBe(3);
    expect(untrusted.stdout).toMatch(/certificate is not trusted here .*NODE_EXTRA_CA_CERTS/);
    expect(await health('--insecure', url)).toMatchObject({
      exitCode: 0,
      stdout: 'OK /readyz: UP\n',
    });
  });

  test('towards a port without it is UNKNOWN', async () => {
    const url = await serveBody({});

    expect(await health(url.replace('http:', 'https:'))).toMatchObject({
      exitCode: 3,
      stdout: expect.stringMatching(/use http:\/\/ instead of https:\/\//) as string,
    });
  });
});

describe('--docker', () => {
  test.each([
    ['pass', 200, 0],
    ['warn', 200, 0],
    ['fail', 503, 1],
    ['what?', 200, 1],
  ])('%s exits with %i → %i', async (status, httpStatus, exitCode) => {
    const url = await serveBody({ status: httpStatus, type: HEALTH, body: { status } });

    expect(await health('--docker', url)).toMatchObject({ exitCode });
  });

  test('a wrong command line is unhealthy, since 2 and 3 are reserved', async () => {
    expect(await health('--docker', 'localhost:3000')).toMatchObject({ exitCode: 1 });
  });
});

test('--json prints one object on one line, without password and query', async () => {
  const plain = await serveBody({
    type: HEALTH,
    body: { status: 'pass', checks: { db: [{ status: 'pass', durationMs: 3 }] } },
  });
  const url = `${plain.replace('//', '//user:s3cret@')}?token=s3cret`;
  const { stdout } = await health('--json', url);

  expect(stdout).not.toContain('s3cret');
  expect(stdout.match(/\n/g)).toHaveLength(1);
  expect(JSON.parse(stdout)).toEqual({
    schemaVersion: 1,
    state: 'ok',
    exitCode: 0,
    url: plain,
    message: 'pass, 1 check (db 3 ms)',
    durationMs: expect.any(Number) as number,
    httpStatus: 200,
    status: 'pass',
    checks: [{ name: 'db', state: 'ok', status: 'pass', durationMs: 3 }],
  });
});

test('--json says what happened when there was no answer, too', async () => {
  const url = await serve((request) => request.socket.destroy());
  const { stdout, exitCode } = await health('--json', '--docker', url);

  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 1,
    state: 'critical',
    exitCode: 1,
    code: 'ECONNRESET',
    checks: [],
  });
});

test('it says who asks, for what, with the credentials of the URL', async () => {
  let headers: NodeJS.Dict<string | string[]> = {};
  const url = await serve((request, response) => {
    ({ headers } = request);
    response.end();
  });
  await health(url.replace('//', '//monitor:pw@'));

  expect(headers).toMatchObject({
    'user-agent': `fluxora-telemetry-health/${DISTRO_VERSION}`,
    accept: expect.stringMatching(/^application\/health\+json/) as string,
    authorization: `Basic ${Buffer.from('monitor:pw').toString('base64')}`,
  });
});

describe('a wrong command line', () => {
  test.each([
    [[], /health needs a URL/],
    [['localhost:3000/readyz'], /"localhost:3000\/readyz" is no URL to ask\. Use one such as http/],
    [['ftp://u:pw@x/'], /"ftp:\/\/\*\*\*@x\/" is no URL/],
    [['http://a/', 'http://b/'], /not also "http:\/\/b\/"/],
    [['--timeout', 'soon', 'http://a/'], /--timeout is "soon"\. Use milliseconds/],
    [['--jsn', 'http://a/'], /'--jsn'/],
    [['--endpoint', 'http://a/'], /'--endpoint'/],
  ])('%j is UNKNOWN, with the reason and the help', async (input, reason) => {
    const { exitCode, stdout, stderr } = await health(...input);

    expect(exitCode).toBe(3);
    expect(stderr).toMatch(reason);
    expect(stderr).toContain('Usage: fluxora-telemetry');
    expect(stdout).toBe('');
  });
});
