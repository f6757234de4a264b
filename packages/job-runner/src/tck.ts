import { TCK_REQUIREMENTS, type TckRequirement } from './tck/requirements.ts';
import type { TckAdapter, TckTelemetry } from './tck/tck-adapter.ts';
import { TckBench } from './tck/tck-bench.ts';

/** The functions of a test framework, and what else the kit needs. Vitest, `node:test`, Jest and Mocha fit. */
export interface TckOptions {
  /** Groups tests. */
  describe(name: string, body: () => void): unknown;
  /** Declares a test. */
  it(name: string, body: () => Promise<void>): unknown;
  /**
   * Telemetry in memory, a new one each time, with a propagator registered: `createTestTelemetry({ globals: true })` of
   * `@fluxora/telemetry/testing`.
   */
  createTelemetry(): TckTelemetry;
  /** How long a single expectation may take to come true. Milliseconds. @defaultValue 10_000 */
  readonly timeoutMs?: number;
}

/**
 * The compatibility kit: declares one test per thing that an adapter for a job runner must do, whatever the runner. Success,
 * failure, retry, timeout, cancellation, delay, batches, dead letters, drain, crash, telemetry that is off or broken.
 *
 * Each test opens an empty queue of its own. What the runner cannot do, the adapter lists in `lacks`, with the reason; a test
 * says so by its name.
 *
 * @param makeAdapter - Called once for its description and once per test. Whatever takes time belongs into `open`.
 *
 * @example
 * runJobRunnerTck(() => bullmqForTck(redisUrl), {
 *   describe,
 *   it,
 *   createTelemetry: () => createTestTelemetry({ globals: true }),
 * });
 */
export function runJobRunnerTck(makeAdapter: () => TckAdapter, options: TckOptions): void {
  const { runner, lacks } = makeAdapter();
  options.describe(`job runner compatibility kit: ${runner}`, () => {
    for (const requirement of TCK_REQUIREMENTS) {
      const { id, needs, title } = requirement;
      const reason = needs && lacks?.[needs];
      if (reason === undefined) {
        options.it(`${id}: ${title}`, () => checkRequirement(makeAdapter(), requirement, options));
      } else {
        options.it(`${id}: does not apply, since ${reason}`, async () => undefined);
      }
    }
  });
}

/**
 * Checks one requirement, for those who want more than tests. Does not look at `lacks`.
 *
 * @throws AssertionError when the adapter does not meet it.
 */
export async function checkRequirement(
  adapter: TckAdapter,
  requirement: TckRequirement,
  options: Pick<TckOptions, 'createTelemetry' | 'timeoutMs'>,
): Promise<void> {
  const telemetry = options.createTelemetry();
  const queue = await adapter.open(telemetry.providers);
  const bench = new TckBench(adapter, telemetry, queue, options.timeoutMs ?? 10_000);
  try {
    await requirement.check(bench);
  } finally {
    await bench.close();
    await telemetry.dispose();
  }
}

export { TCK_REQUIREMENTS, type TckRequirement } from './tck/requirements.ts';
export type { TckBench } from './tck/tck-bench.ts';
export type {
  TckAdapter,
  TckFeature,
  TckHandler,
  TckJob,
  TckMetric,
  TckQueue,
  TckRun,
  TckSpan,
  TckTelemetry,
  TckTruth,
  TckWorker,
  TckWorkerOptions,
} from './tck/tck-adapter.ts';
export { memoryTckAdapter } from './tck/memory-tck-adapter.ts';
