import { context, SpanKind, trace, type Span, type TracerProvider } from '@opentelemetry/api';
import { createTestTelemetry, type TestTelemetry } from '@fluxora/telemetry-testing';
import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withSpan } from './with-span.ts';

let t: TestTelemetry;
beforeEach(() => {
  t = createTestTelemetry();
});
afterEach(() => t.dispose());
/** `Promise.withResolvers`, which the types of our oldest Node do not know. */
function deferred<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve!: (value: Value) => void;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

const here = () => ({ providers: t.providers });

describe('withSpan', () => {
  it('traces a synchronous call and gives its result', () => {
    const result = withSpan('predict', { ...here(), attributes: { site: 'DE-7' } }, () => 42);
    expect(result).toBe(42);
    expect(t.spans()).toMatchObject([
      {
        name: 'predict',
        kind: 'internal',
        attributes: { site: 'DE-7' },
        status: { code: 'unset' },
        scope: { name: '@fluxora/telemetry-core' },
      },
    ]);
  });

  it('ends the span when the promise settles, not before', async () => {
    const { promise, resolve } = deferred<string>();
    const result = withSpan('predict', here(), () => promise);
    expect(t.spans()).toHaveLength(0);
    resolve('done');
    expect(await result).toBe('done');
    expect(t.spans()).toHaveLength(1);
  });

  it('makes the span active inside, also after an await', async () => {
    await withSpan('outer', here(), async (outer) => {
      expect(trace.getActiveSpan()).toBe(outer);
      await Promise.resolve();
      expect(trace.getActiveSpan()).toBe(outer);
      withSpan('inner', here(), () => undefined);
    });
    const [inner, outer] = t.spans();
    expect(inner?.parentSpanId).toBe(outer?.spanId);
    expect(trace.getActiveSpan()).toBeUndefined();
  });

  it.each([
    [
      'throws',
      (error: unknown) => () => {
        throw error;
      },
    ],
    [
      'rejects',
      (error: unknown) => async () => {
        throw error;
      },
    ],
  ])('records the error when fn %s, and passes it on untouched', async (_how, fail) => {
    const error = new RangeError('horizon is 400', { cause: new Error('why') });
    const call = async () => withSpan('predict', here(), fail(error));
    await expect(call()).rejects.toBe(error);
    const [span] = t.spans();
    expect(span?.status).toEqual({ code: 'error', message: 'horizon is 400' });
    expect(span?.attributes['error.type']).toBe('RangeError');
    expect(span?.events).toMatchObject([
      {
        name: 'exception',
        attributes: {
          'exception.type': 'RangeError',
          'exception.message': 'horizon is 400',
          'exception.stacktrace': expect.stringContaining('Caused by: Error: why'),
        },
      },
    ]);
  });

  it('takes anything that can be thrown', () => {
    expect(() =>
      withSpan('a', here(), () => {
        throw undefined;
      }),
    ).toThrow(); // oxlint-disable-line vitest/require-to-throw-message -- nothing was thrown that has one
    expect(t.spans()[0]).toMatchObject({
      status: { code: 'error' },
      attributes: { 'error.type': '_OTHER' },
    });
  });

  it('starts a new trace with root, keeps the kind and the links', () => {
    withSpan('outer', here(), (outer) => {
      const links = [{ context: outer.spanContext() }];
      withSpan('job', { ...here(), root: true, kind: SpanKind.CONSUMER, links }, () => undefined);
    });
    const [job, outer] = t.spans();
    expect(job?.parentSpanId).toBeUndefined();
    expect(job?.traceId).not.toBe(outer?.traceId);
    expect(job).toMatchObject({ kind: 'consumer', links: [{ spanId: outer?.spanId }] });
  });

  it('continues the context it is given instead of the active one', () => {
    const parent = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    const given = trace.setSpanContext(context.active(), parent);
    withSpan('job', { ...here(), context: given }, () => undefined);
    expect(t.spans()[0]).toMatchObject({ traceId: parent.traceId, parentSpanId: parent.spanId });
  });

  it('says how to mend a call without a function', () => {
    expect(() => withSpan('predict', {} as never)).toThrow(/Pass the work as the last argument/);
  });
});

const unreadable = (): never => {
  throw new Error('unreadable');
};

describe('withSpan, the result', () => {
  /** Runs when awaited, as query builders of database libraries do, and each time anew. */
  class LazyQuery<Row> implements PromiseLike<Row> {
    runs = 0;
    readonly #run: () => Promise<Row>;
    constructor(run: () => Promise<Row>) {
      this.#run = run;
    }
    // oxlint-disable-next-line unicorn/no-thenable
    then: PromiseLike<Row>['then'] = (resolve, reject) => {
      this.runs++;
      return this.#run().then(resolve, reject);
    };
  }

  it('runs a lazy query exactly once', async () => {
    const query = new LazyQuery(async () => 'rows');
    expect(await withSpan('query', here(), () => query)).toBe('rows');
    expect(query.runs).toBe(1);
    expect(t.spans()).toHaveLength(1);
  });

  it('records a lazy query that fails', async () => {
    const query = new LazyQuery(() => Promise.reject(new TypeError('no table')));
    await expect(withSpan('query', here(), () => query)).rejects.toThrow('no table');
    expect(t.spans()[0]?.attributes['error.type']).toBe('TypeError');
  });

  it('leaves an unhandled rejection unhandled', async () => {
    const { promise, resolve } = deferred<unknown>();
    // The test runner listens, too; it must not hear of this one.
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.once('unhandledRejection', resolve);
    try {
      const error = new Error('nobody cares');
      void withSpan('fire and forget', here(), () => Promise.reject(error));
      expect(await promise).toBe(error);
    } finally {
      process.removeAllListeners('unhandledRejection');
      for (const listener of listeners) process.on('unhandledRejection', listener);
    }
  });

  it('keeps what a promise carries besides its value', async () => {
    const subprocess = Object.assign(Promise.resolve(0), { pid: 42 });
    const result = withSpan('run', here(), () => subprocess);
    expect(result.pid).toBe(42);
    expect(await result).toBe(0);
  });

  it('keeps the class of a promise', () => {
    class Query extends Promise<number> {}
    expect(withSpan('query', here(), () => Query.resolve(1))).toBeInstanceOf(Query);
  });

  it.each([
    ['an emitter', new EventEmitter()],
    ['a stream', Readable.from(['a'])],
    ['an array', [1, 2]],
    ['a function', () => 1],
    ['null', null],
    ['an object whose then is not callable', JSON.parse('{"then":1}')],
    ['an object whose members throw', new Proxy({}, { get: unreadable })],
  ])('ends at once for %s and gives the very same back', (_what, value) => {
    expect(withSpan('make', here(), () => value)).toBe(value);
    expect(t.spans()).toHaveLength(1);
  });
});

describe('withSpan, generators', () => {
  function* horizons(): Generator<number, string, number | undefined> {
    try {
      let next = 1;
      for (;;) next = (yield next) ?? next + 1;
    } finally {
      trace.getActiveSpan()?.setAttribute('closed', true);
    }
  }

  it('ends when an async generator has been iterated, its steps inside the span', async () => {
    const seen: (Span | undefined)[] = [];
    async function* rows(): AsyncGenerator<number> {
      seen.push(trace.getActiveSpan());
      yield 1;
      await Promise.resolve();
      seen.push(trace.getActiveSpan());
      yield 2;
    }
    let span: Span | undefined;
    const iterated: number[] = [];
    const iteration: AsyncGenerator<number> = withSpan('rows', here(), (active) => {
      span = active;
      return rows();
    });
    for await (const row of iteration) {
      expect(t.spans()).toHaveLength(0);
      iterated.push(row);
    }
    expect(iterated).toEqual([1, 2]);
    expect(seen).toEqual([span, span]);
    expect(t.spans()).toHaveLength(1);
  });

  it('ends when the consumer stops early, cleaning up inside the span', () => {
    for (const horizon of withSpan('horizons', here(), horizons)) if (horizon === 3) break;
    expect(t.spans()).toMatchObject([{ status: { code: 'unset' }, attributes: { closed: true } }]);
  });

  it('passes values in and the return value out', () => {
    const iteration = withSpan('horizons', here(), horizons);
    expect(iteration.next()).toEqual({ value: 1, done: false });
    expect(iteration.next(10)).toEqual({ value: 10, done: false });
    expect(iteration.return('end')).toEqual({ value: 'end', done: true });
    expect(t.spans()).toHaveLength(1);
  });

  it('records what an iteration throws', async () => {
    async function* failing(): AsyncGenerator<number> {
      yield 1;
      throw new TypeError('row 2');
    }
    const iterate = async () => {
      for await (const _ of withSpan('rows', here(), failing)) continue;
    };
    await expect(iterate()).rejects.toThrow('row 2');
    expect(t.spans()).toMatchObject([{ attributes: { 'error.type': 'TypeError' } }]);
  });

  it('works with iterator helpers', () => {
    const iteration = withSpan('horizons', here(), horizons) as Generator<number> & {
      take(count: number): { toArray(): number[] };
    };
    expect(iteration.take(3).toArray()).toEqual([1, 2, 3]);
    expect(t.spans()).toHaveLength(1);
  });
});

describe('withSpan without working telemetry', () => {
  const broken = (): never => {
    throw new Error('broken tracer');
  };
  const brokenSpan: Record<keyof Span, () => never> = {
    spanContext: broken,
    setAttribute: broken,
    setAttributes: broken,
    addEvent: broken,
    addLink: broken,
    addLinks: broken,
    setStatus: broken,
    updateName: broken,
    end: broken,
    isRecording: broken,
    recordException: broken,
  };
  it.each<[string, TracerProvider]>([
    ['the provider throws', { getTracer: broken }],
    ['the tracer throws', { getTracer: () => ({ startSpan: broken, startActiveSpan: broken }) }],
    [
      'the span throws',
      { getTracer: () => ({ startSpan: () => brokenSpan, startActiveSpan: broken }) },
    ],
    [
      'the tracer gives nothing',
      { getTracer: () => ({ startSpan: () => undefined as never, startActiveSpan: broken }) },
    ],
  ])('runs fn exactly once when %s', async (_what, tracerProvider) => {
    const options = { providers: { ...t.providers, tracerProvider } };
    const fn = vi.fn<() => string>(() => 'result');
    expect(withSpan('a', options, fn)).toBe('result');
    expect(fn).toHaveBeenCalledOnce();
    expect(await withSpan('a', options, async () => 'async')).toBe('async');
    const error = new Error('mine');
    expect(() =>
      withSpan('a', options, () => {
        throw error;
      }),
    ).toThrow(error);
  });

  it.each([
    [
      'throws before calling',
      () => {
        throw new Error('broken');
      },
    ],
    [
      'throws after calling',
      (_c: unknown, fn: () => unknown) => {
        fn();
        throw new Error('broken');
      },
    ],
    [
      'calls twice',
      (_c: unknown, fn: () => unknown) => {
        fn();
        return fn();
      },
    ],
    ['does not call', () => undefined],
  ])('runs fn exactly once when the context manager %s', (_what, run) => {
    const spy = vi.spyOn(context, 'with').mockImplementation(run as typeof context.with);
    const fn = vi.fn<() => string>(() => 'result');
    expect(withSpan('a', here(), fn)).toBe('result');
    spy.mockRestore();
    expect(fn).toHaveBeenCalledOnce();
    expect(t.spans()).toHaveLength(1);
  });

  it('takes undefined and null for no options', () => {
    expect(withSpan('a', undefined as never, () => 1)).toBe(1);
    expect(withSpan('a', null as never, () => 1)).toBe(1);
  });

  it('is silent without an SDK', () => {
    expect(withSpan('a', (span) => span.isRecording())).toBe(false);
  });
});
