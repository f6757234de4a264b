import { activeContext, attemptIn } from '../current-job.ts';
import { enforceTimeout } from '../enforce-timeout.ts';
import { msProblems, throwProblems, unknownOptions } from '../option-problems.ts';
import { likeFunction } from '../wrap-function.ts';
import { ProcessFacts } from './process-facts.ts';

type Processor = (job: never, token?: string, signal?: AbortSignal) => unknown;

export interface BullmqProcessorOptions<Handler extends Processor = Processor> {
  /**
   * How long an attempt may take. Then its signal aborts with a `TimeoutError`, which is also what the attempt fails with; BullMQ goes on
   * as after any failure. Milliseconds, > 0, or a function of the job. @defaultValue as long as it likes; BullMQ has no such limit
   */
  readonly timeoutMs?: number | ((job: Parameters<Handler>[0]) => number | undefined);
}

/**
 * Wraps a processor so that telemetry learns of cancellation: a job that `worker.cancelJob` stopped is `cancelled`, not `failed`. With
 * `timeoutMs` it also bounds attempts, which are then `timed_out`.
 *
 * Optional: without it such jobs count as failed. `this`, arguments, result, error, name and number of parameters stay as they are;
 * BullMQ makes a signal for processors that have three.
 *
 * @throws TelemetryError `options.invalid` that lists every problem, at set-up.
 *
 * @example
 * new Worker('forecasts', instrumentBullmqProcessor(async (job, token, signal) => forecast(job.data, { signal }), { timeoutMs: 60_000 }), { connection, telemetry });
 */
export function instrumentBullmqProcessor<Handler extends Processor>(
  processor: Handler,
  options: BullmqProcessorOptions<Handler> = {},
): Handler {
  const { timeoutMs } = options;
  throwProblems([
    ...(typeof processor === 'function' ? [] : ['the processor is no function. Pass one.']),
    ...unknownOptions(options, ['timeoutMs']),
    ...(typeof timeoutMs === 'function' ? [] : msProblems('timeoutMs', timeoutMs)),
  ]);
  return likeFunction(processor, (receiver, args) => {
    const given = args[2] as AbortSignal | undefined;
    const told = typeof timeoutMs === 'function' ? timeoutMs(args[0] as never) : timeoutMs;
    const ms = typeof told === 'number' && told > 0 ? told : undefined;
    const { info, limit } = enforceTimeout({ name: '', signal: given }, ms);
    const facts = attemptIn(activeContext())?.info;
    if (facts instanceof ProcessFacts) {
      facts.signal = info.signal;
      facts.timeoutMs = ms;
    }
    const passed = info.signal === given ? args : [args[0], args[1], info.signal];
    return limit(
      Reflect.apply(processor as unknown as (...args: unknown[]) => unknown, receiver, passed),
    );
  });
}
