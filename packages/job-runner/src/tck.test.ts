import { createTestTelemetry } from '@fluxora/telemetry-testing';
import type { Providers } from '@fluxora/telemetry-core';
import {
  context,
  type Context,
  type MeterProvider,
  SpanKind,
  type TracerProvider,
} from '@opentelemetry/api';
import { describe, expect, it, test } from 'vitest';
import { memoryTckAdapter } from './tck/memory-tck-adapter.ts';
import type { TckAdapter, TckQueue } from './tck/tck-adapter.ts';
import { checkRequirement, runJobRunnerTck, TCK_REQUIREMENTS } from './tck.ts';

const createTelemetry = () => createTestTelemetry({ globals: true });

runJobRunnerTck(memoryTckAdapter, { describe, it, createTelemetry });

/** The ids of those requirements that an adapter does not meet. */
async function failures(
  adapter: TckAdapter,
  { only, timeoutMs = 10_000 }: { only?: readonly string[]; timeoutMs?: number } = {},
): Promise<string[]> {
  const failed: string[] = [];
  for (const requirement of TCK_REQUIREMENTS) {
    if (requirement.needs === 'batch' || only?.includes(requirement.id) === false) continue;
    try {
      await checkRequirement(adapter, requirement, { createTelemetry, timeoutMs });
    } catch {
      failed.push(requirement.id);
    }
  }
  return failed;
}

/** The adapter of the queue in memory, broken on purpose. */
function sabotaged({
  providers: spoil = (providers) => providers,
  queue: spoilQueue = (queue) => queue,
}: {
  providers?: (providers: Providers) => Providers;
  queue?: (queue: TckQueue) => TckQueue;
}): TckAdapter {
  const adapter = memoryTckAdapter();
  return {
    ...adapter,
    open: async (providers) => {
      const queue = await adapter.open(providers && spoil(providers));
      return spoilQueue({
        ...queue,
        startWorker: (options) =>
          queue.startWorker({
            ...options,
            providers: options.providers && spoil(options.providers),
          }),
      });
    },
  };
}

type Add = (name: string, value: number, attributes: object) => void;

/** Has `change` between every counter and the SDK. */
function countersThrough(
  providers: Providers,
  change: (add: Add, ...args: Parameters<Add>) => void,
): Providers {
  const { meterProvider } = providers as { meterProvider: MeterProvider };
  return {
    ...providers,
    meterProvider: {
      getMeter(...scope) {
        const meter = meterProvider.getMeter(...scope);
        const add: Add = (name, value, attributes) =>
          meter.createCounter(name).add(value, { ...attributes });
        return new Proxy(meter, {
          get: (target, key) =>
            key === 'createCounter'
              ? (name: string) => ({
                  add: (value: number, attributes: object) => change(add, name, value, attributes),
                })
              : (Reflect.get(target, key) as (...args: unknown[]) => unknown).bind(target),
        });
      },
    },
  };
}

describe('the kit catches an adapter that', () => {
  test('says nothing at all', async () => {
    const elsewhere = createTestTelemetry().providers;
    const only = ['success', 'span', 'failure', 'drain'];
    const adapter = sabotaged({ providers: () => elsewhere });
    expect(await failures(adapter, { only, timeoutMs: 300 })).toEqual(only);
  });

  test('counts every attempt as an end', async () => {
    const adapter = sabotaged({
      providers: (providers) =>
        countersThrough(providers, (add, name, ...rest) => {
          add(name === 'fluxora.job.retries' ? 'fluxora.job.finished' : name, ...rest);
        }),
    });
    const only = ['success', 'retry', 'give_up'];
    const found = await failures(adapter, { only, timeoutMs: 500 });
    expect(found).toEqual(['retry', 'give_up']);
  });

  test('puts ids on metrics', async () => {
    let id = 0;
    const found = await failures(
      sabotaged({
        providers: (providers) =>
          countersThrough(providers, (add, name, value, attributes) => {
            add(name, value, { ...attributes, 'fluxora.job.id': (id += 1) });
          }),
      }),
    );
    expect(found).toEqual(['bounded']);
  });

  test('adopts the trace of its loop', async () => {
    let loop: Context = context.active();
    const found = await failures(
      sabotaged({
        queue: (queue) => ({
          ...queue,
          startWorker: (options) => {
            loop = context.active();
            return queue.startWorker(options);
          },
        }),
        providers: (providers) => ({
          ...providers,
          tracerProvider: {
            getTracer(...scope) {
              const tracer = (providers.tracerProvider as TracerProvider).getTracer(...scope);
              return {
                ...tracer,
                startSpan: (name, options, parent) =>
                  tracer.startSpan(
                    name,
                    options,
                    options?.kind === SpanKind.CONSUMER ? loop : parent,
                  ),
              };
            },
          },
        }),
      }),
    );
    expect(found).toEqual(['root']);
  });

  test('lets telemetry that throws reach the host, writes into payloads, and does not wait for jobs', async () => {
    const adapter: TckAdapter = {
      ...memoryTckAdapter(),
      open: async (providers) => {
        const queue = await memoryTckAdapter().open(providers);
        return {
          ...queue,
          enqueue: (job) => {
            providers?.tracerProvider?.getTracer('x').startSpan('x').end();
            const { payload } = job;
            const isObject = typeof payload === 'object' && payload !== null;
            return queue.enqueue(isObject ? { ...job, payload: { ...payload, carrier: 1 } } : job);
          },
          startWorker: async (options) => {
            const worker = await queue.startWorker(options);
            return { ...worker, stop: async () => void worker.stop() };
          },
        };
      },
    };
    const only = ['success', 'payload', 'broken', 'drain'];
    const found = await failures(adapter, { only, timeoutMs: 500 });
    expect(found).toEqual(['payload', 'broken', 'drain']);
  });
});

test('a requirement that does not apply says so by its name, with the reason', () => {
  const names: string[] = [];
  runJobRunnerTck(memoryTckAdapter, {
    describe: (_, body) => body(),
    it: (name) => names.push(name),
    createTelemetry,
  });
  expect(names).toHaveLength(TCK_REQUIREMENTS.length);
  expect(names).toContain('batch: does not apply, since it hands out one job at a time');
});
