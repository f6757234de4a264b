import { request as httpRequest } from 'node:http';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { startOtlpReceiver, type OtlpReceiver } from '@fluxora/telemetry-testing';

const ONE_SPAN = JSON.stringify({
  resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'a' }, { name: 'b' }] }] }],
});

describe('startOtlpReceiver as an HTTP server', () => {
  it.each([
    ['an unknown path', '/v2/traces', 'application/json', '{}', 404, 5],
    ['another content type', '/v1/traces', 'text/plain', '{}', 415, 3],
    ['broken JSON', '/v1/traces', 'application/json', '{', 400, 3],
  ])(
    'answers %s with its status and google.rpc.Status',
    async (_what, path, type, body, status, code) => {
      await using receiver = await startOtlpReceiver();

      const response = await post(receiver, path, type, body);

      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({ code, message: expect.any(String) });
      expect(receiver.requests()[0]).toMatchObject({ status, accepted: false });
    },
  );

  it('answers a truncated protobuf body with 400 and a protobuf Status', async () => {
    await using receiver = await startOtlpReceiver();

    const response = await post(
      receiver,
      '/v1/traces',
      'application/x-protobuf',
      Buffer.from([10, 200]),
    );

    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/x-protobuf');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.subarray(0, 2)).toEqual(Buffer.from([8, 3]));
    expect(bytes.toString('latin1')).toContain('cut short');
  });

  it('refuses other methods than POST with 405', async () => {
    await using receiver = await startOtlpReceiver();

    expect((await fetch(`${receiver.url}/v1/logs`)).status).toBe(405);
  });

  it.each([
    ['gzip', gzipSync(ONE_SPAN)],
    ['deflate', deflateSync(ONE_SPAN)],
  ])('decompresses %s', async (encoding, body) => {
    await using receiver = await startOtlpReceiver();

    await post(receiver, '/v1/traces', 'application/json', body, { 'content-encoding': encoding });

    expect(receiver.spans().map((span) => span.name)).toEqual(['a', 'b']);
    expect(receiver.requests()[0]).toMatchObject({ encoding, bytes: body.length });
  });

  it('bounds a body on the wire and after decompression', async () => {
    await using receiver = await startOtlpReceiver({ maxBodyBytes: 1000 });

    const plain = await post(receiver, '/v1/traces', 'application/json', ' '.repeat(5000));
    const bomb = await post(
      receiver,
      '/v1/traces',
      'application/json',
      gzipSync(Buffer.alloc(1e6)),
      { 'content-encoding': 'gzip' },
    );

    expect([plain.status, bomb.status]).toEqual([413, 413]);
  });

  it('reports fields that OTLP does not have, and accepts the rest', async () => {
    await using receiver = await startOtlpReceiver();

    await post(
      receiver,
      '/v1/traces',
      'application/json',
      JSON.stringify({
        resourceSpans: [{ scope_spans: [], scopeSpans: [{ spans: [{ nme: 'x' }] }] }],
      }),
    );

    expect(receiver.requests()[0]?.payload?.violations).toEqual([
      { path: 'resourceSpans.scope_spans', problem: '"scope_spans" is not in ResourceSpans' },
      { path: 'resourceSpans.scopeSpans.spans.nme', problem: '"nme" is not in Span' },
    ]);
    expect(receiver.spans()).toHaveLength(1);
  });
});

describe('faults of startOtlpReceiver', () => {
  it('runs a script once, in order, and then behaves', async () => {
    await using receiver = await startOtlpReceiver();
    receiver.script([503, { type: 'status', status: 429, retryAfterSeconds: 7 }, 400, 'ok']);

    const answers = [];
    for (let index = 0; index < 5; index += 1) answers.push(await send(receiver));

    expect(answers.map((answer) => answer.status)).toEqual([503, 429, 400, 200, 200]);
    expect(answers[1]?.headers.get('retry-after')).toBe('7');
    expect(await answers[0]?.json()).toEqual({ code: 14, message: 'scripted 503' });
    expect(receiver.spans()).toHaveLength(4);
    expect(receiver.requests().map((request) => request.accepted)).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  it('keeps a permanent fault until it is lifted, for one signal alone if wanted', async () => {
    await using receiver = await startOtlpReceiver();

    await receiver.fault(503, { signal: 'traces' });
    const traces = await send(receiver);
    const logs = await post(receiver, '/v1/logs', 'application/json', '{}');
    await receiver.fault(null);
    const lifted = await send(receiver);

    expect([traces.status, logs.status, lifted.status]).toEqual([503, 200, 200]);
  });

  it('says partial success and does not count what it rejected', async () => {
    await using receiver = await startOtlpReceiver({
      faults: [{ type: 'partial_success', rejected: 1, message: 'too old' }],
    });

    const response = await send(receiver);

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      partialSuccess: { rejectedSpans: '1', errorMessage: 'too old' },
    });
    expect(receiver.spans().map((span) => span.name)).toEqual(['a']);
  });

  it('does not count rejected data points, whichever metrics they belong to', async () => {
    await using receiver = await startOtlpReceiver({
      faults: [{ type: 'partial_success', rejected: 2 }],
    });
    const gauge = (name: string, ...values: number[]) => ({
      name,
      gauge: { dataPoints: values.map((asDouble) => ({ asDouble, timeUnixNano: `${asDouble}` })) },
    });
    const metrics = [gauge('a', 1), gauge('b', 3), gauge('c', 4)];

    await post(
      receiver,
      '/v1/metrics',
      'application/json',
      JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] }),
    );

    expect(receiver.metrics().map((metric) => metric.name)).toEqual(['a']);
  });

  it('refuses connections and comes back on the same port', async () => {
    await using receiver = await startOtlpReceiver();
    const { url } = receiver;
    await send(receiver);

    await receiver.fault('refuse');
    await expect(send(receiver)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await receiver.fault(null);

    expect((await send(receiver)).status).toBe(200);
    expect(receiver.url).toBe(url);
  });

  it('resets the connection in the middle of the answer', async () => {
    await using receiver = await startOtlpReceiver({ faults: ['reset'] });

    const outcome = await rawPost(receiver);

    expect(outcome).toMatchObject({ status: 200, error: 'ECONNRESET' });
    expect(receiver.requests()[0]).toMatchObject({ status: 0, accepted: false });
    expect(receiver.spans()).toEqual([]);
  });

  it('hangs: the request is seen and never answered', async () => {
    const receiver = await startOtlpReceiver({ faults: ['hang'] });

    const outcome = rawPost(receiver);
    await receiver.waitFor((r) => r.requests().length === 1);
    await receiver.close();

    expect((await outcome).error).toBe('ECONNRESET');
    expect(receiver.requests()[0]).toMatchObject({ status: 0, accepted: false });
  });

  it('answers slowly, as a whole or in drips', async () => {
    await using receiver = await startOtlpReceiver({
      faults: [
        { type: 'slow', ms: 40 },
        { type: 'drip', ms: 40 },
      ],
    });

    for (const each of ['slow', 'drip']) {
      const start = performance.now();
      const response = await send(receiver);
      expect([each, await response.json()]).toEqual([each, {}]);
      expect(performance.now() - start).toBeGreaterThan(35);
    }
    expect(receiver.spans()).toHaveLength(4);
  });

  it('does not count what a client sent that left before the slow answer', async () => {
    await using receiver = await startOtlpReceiver({ faults: [{ type: 'slow', ms: 30 }] });

    const leaving = new AbortController();
    const left = post(receiver, '/v1/traces', 'application/json', ONE_SPAN, {}, leaving.signal);
    await receiver.waitFor((r) => r.requests().length === 1);
    leaving.abort();
    await expect(left).rejects.toThrow('aborted');
    await send(receiver);
    await expect(receiver.waitFor((r) => r.spans().length > 2, { timeoutMs: 60 })).rejects.toThrow(
      '2 spans',
    );
  });

  it('answers with a body that is not the promised message', async () => {
    await using receiver = await startOtlpReceiver({ faults: ['malformed'] });

    const response = await send(receiver);

    expect(response.status).toBe(200);
    await expect(response.json()).rejects.toThrow(SyntaxError);
  });

  it.each([[200], [99], ['nonsense'], [{ type: 'nonsense' }]])(
    'says which faults there are when given %j',
    async (fault) => {
      await using receiver = await startOtlpReceiver();

      expect(() => receiver.script([fault as never])).toThrow(/is not a fault\. Use 'ok', 'hang'/);
    },
  );
});

describe('waitFor', () => {
  it('resolves as soon as the condition holds', async () => {
    await using receiver = await startOtlpReceiver();

    const waiting = receiver.waitFor((r) => r.spans().length >= 4);
    await send(receiver);
    await send(receiver);

    await expect(waiting).resolves.toBeUndefined();
  });

  it('says what there was when the time is up', async () => {
    await using receiver = await startOtlpReceiver();
    await send(receiver);

    await expect(
      receiver.waitFor((r) => r.logs().length > 0, { timeoutMs: 10, what: 'a log record' }),
    ).rejects.toThrow(
      'telemetry/testing: waiting for a log record: did not come within 10 ms. ' +
        'There was: 2 spans, 0 metrics, 0 logs accepted; 1 requests, the last: /v1/traces 200 (2).',
    );
  });

  it('rejects when the condition throws', async () => {
    await using receiver = await startOtlpReceiver();
    const waiting = receiver.waitFor((r) => {
      if (r.spans().length > 0) throw new Error('a wrong span');
      return false;
    });

    await Promise.all([expect(waiting).rejects.toThrow('a wrong span'), send(receiver)]);
  });

  it('rejects when the receiver closes', async () => {
    const receiver = await startOtlpReceiver();
    const waiting = receiver.waitFor(() => false);
    waiting.catch(() => undefined);

    await receiver.close();
    await receiver.close();

    await expect(waiting).rejects.toThrow('the receiver was closed');
  });
});

describe('close', () => {
  it('leaves no socket and no timer, whatever was going on', async () => {
    const ours = () =>
      process.getActiveResourcesInfo().filter((name) => /^(TCP|Timeout)/.test(name)).length;
    const before = ours();
    const receiver = await startOtlpReceiver({
      faults: ['hang', { type: 'slow', ms: 60_000 }, { type: 'drip', ms: 60_000 }],
    });
    const open = [rawPost(receiver), rawPost(receiver), rawPost(receiver)];
    await receiver.waitFor((r) => r.requests().length === 3);
    const waiting = receiver.waitFor(() => false, { timeoutMs: 60_000 });
    waiting.catch(() => undefined);
    expect(ours()).toBeGreaterThan(before);

    await receiver.close();
    await Promise.allSettled([...open, waiting]);

    expect(ours()).toBeLessThanOrEqual(before);
  });

  it('lets another receiver have the port', async () => {
    const first = await startOtlpReceiver();
    await expect(startOtlpReceiver({ port: first.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    await first.close();
    expect(process.getActiveResourcesInfo()).not.toContain('TCPServerWrap');

    await using second = await startOtlpReceiver({ port: first.port });
    expect((await send(second)).status).toBe(200);
  });
});

function post(
  receiver: OtlpReceiver,
  path: string,
  contentType: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<Response> {
  return fetch(receiver.url + path, {
    method: 'POST',
    ...(signal && { signal }),
    headers: { 'content-type': contentType, ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
}

function send(receiver: OtlpReceiver): Promise<Response> {
  return post(receiver, '/v1/traces', 'application/json', ONE_SPAN);
}

/** What `fetch` hides: the status that came before the connection broke, and the socket's own error code. */
function rawPost(receiver: OtlpReceiver): Promise<{ status?: number; error?: string }> {
  return new Promise((resolve) => {
    let status: number | undefined;
    const done = (error?: NodeJS.ErrnoException): void =>
      resolve({ ...(status && { status }), ...(error?.code && { error: error.code }) });
    httpRequest(`${receiver.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    })
      .on('response', (response) => {
        status = response.statusCode;
        response
          .on('error', done)
          .on('end', () => done())
          .resume();
      })
      .on('error', done)
      .end(ONE_SPAN);
  });
}
