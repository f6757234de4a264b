import { createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { runInContext } from '../spans/run-in-context.ts';
import type { ResolvedSettings } from './check-settings.ts';
import type { HealthCheckFunction, HealthCheckHandle, HealthCheckResult } from './health-check.ts';
import type { HealthClock } from './health.ts';
import { failed, readAnswer, readFailure, type Reading } from './read-answer.ts';

/**
 * A check that runs every few seconds would fill traces with spans of its queries, and the first of several callers would lend
 * it a trace that is none of the others' business.
 */
const UNTRACED = ROOT_CONTEXT.setValue(
  createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING'),
  true,
);

/** Calls of one check that timed out and have not ended yet. At this number it is not called until one of them ends. */
const MAX_HANGING = 5;
/** Longest pause that hanging calls impose while there are fewer. Milliseconds. */
const MAX_PAUSE_MS = 300_000;

interface Owner {
  readonly clock: HealthClock;
  /** @param isCalled - False when the check was not called because earlier calls still hang. */
  onResult(result: HealthCheckResult, isCalled: boolean): void;
  onNonsense(name: string, output: string): void;
  onStop(runner: CheckRunner): void;
}

/**
 * Runs one check: one call at a time, shared by all who ask, with a time-out, and not again while its result is still good.
 *
 * JavaScript cannot end a call that hangs. While one does, the check fails without being called, for as long as its time-out,
 * then twice, four times… as long with every further call that hangs, and five of them are the limit.
 */
export class CheckRunner implements HealthCheckHandle {
  readonly name: string;
  readonly settings: ResolvedSettings;
  readonly #check: HealthCheckFunction;
  readonly #owner: Owner;
  readonly #stopping = new AbortController();
  #latest: HealthCheckResult | undefined;
  /** On the monotonic clock: the wall clock may jump. */
  #endedAt = 0;
  #running: Promise<HealthCheckResult> | undefined;
  #hanging = 0;
  #hangingSince = 0;

  constructor(name: string, check: HealthCheckFunction, settings: ResolvedSettings, owner: Owner) {
    this.name = name;
    this.settings = settings;
    this.#check = check;
    this.#owner = owner;
  }

  get latest(): HealthCheckResult | undefined {
    return this.#latest;
  }

  /** Whether `run()` would do more than hand out what is there. */
  get isDue(): boolean {
    if (this.#stopping.signal.aborted) return false;
    const age = this.#owner.clock.monotonic() - this.#endedAt;
    return this.#latest === undefined || age >= this.settings.minIntervalMs;
  }

  run(): Promise<HealthCheckResult> {
    if (this.#running) return this.#running;
    if (!this.isDue) return Promise.resolve(this.#latest ?? this.#result(STOPPED, 0));
    const pauseMs = this.#pauseMs();
    if (pauseMs > 0) return Promise.resolve(this.#settle(stillHanging(this.#hanging), 0, false));

    // Kept before the check is called: it may ask for its own health.
    let resolve!: (result: HealthCheckResult) => void;
    const running = new Promise<HealthCheckResult>((done) => (resolve = done));
    this.#running = running;
    const startedAt = this.#owner.clock.monotonic();
    this.#callWithin(this.settings.timeoutMs, (reading) => {
      this.#running = undefined;
      resolve(this.#settle(reading, this.#owner.clock.monotonic() - startedAt, true));
    });
    return running;
  }

  stop(): void {
    if (this.#stopping.signal.aborted) return;
    this.#owner.onStop(this);
    this.#stopping.abort(new Error(`health check "${this.name}" was stopped`));
  }

  /** Tells once what the call came to, at the latest when the time is over or the check is stopped. */
  #callWithin(timeoutMs: number, tell: (reading: Reading) => void): void {
    const controller = new AbortController();
    const stopping = this.#stopping.signal;
    let isOver = false;
    const end = (reading: Reading): void => {
      isOver = true;
      clearTimeout(timer);
      stopping.removeEventListener('abort', onStop);
      tell(reading);
    };
    const giveUp = (reading: Reading, reason: unknown): void => {
      if (isOver) return;
      this.#hanging++;
      this.#hangingSince = this.#owner.clock.monotonic();
      end(reading);
      controller.abort(reason);
    };
    const onStop = (): void => giveUp(STOPPED, stopping.reason);
    const onTimeout = (): void => {
      const output = `no answer within ${timeoutMs} ms`;
      giveUp(failed(output), new DOMException(output, 'TimeoutError'));
    };
    // After an event loop that was blocked, timers come before the answers that arrived meanwhile: let those in first.
    const timer = setTimeout(() => setImmediate(onTimeout).unref(), timeoutMs).unref();
    stopping.addEventListener('abort', onStop);
    void this.#call(controller.signal, (reading) => {
      if (isOver) this.#hanging--;
      else end(reading);
    });
  }

  /** Never rejects, also long after nobody waits any more. */
  async #call(signal: AbortSignal, tell: (reading: Reading) => void): Promise<void> {
    // Taken out of the object first: the check's `this` is none of ours.
    const check = this.#check;
    let reading: Reading;
    try {
      const answer = await runInContext(UNTRACED, () => check({ signal }));
      reading = readAnswer(answer, (output) => this.#owner.onNonsense(this.name, output));
    } catch (error) {
      reading = readFailure(error);
    }
    tell(reading);
  }

  #pauseMs(): number {
    if (this.#hanging === 0) return 0;
    if (this.#hanging >= MAX_HANGING) return MAX_PAUSE_MS;
    const pauseMs = Math.min(this.settings.timeoutMs * 2 ** (this.#hanging - 1), MAX_PAUSE_MS);
    return pauseMs - (this.#owner.clock.monotonic() - this.#hangingSince);
  }

  #settle(reading: Reading, durationMs: number, isCalled: boolean): HealthCheckResult {
    const result = this.#result(reading, durationMs);
    if (this.#stopping.signal.aborted) return result;
    this.#latest = result;
    this.#endedAt = this.#owner.clock.monotonic();
    this.#owner.onResult(result, isCalled);
    return result;
  }

  #result(reading: Reading, durationMs: number): HealthCheckResult {
    const { critical, tags, description, componentType } = this.settings;
    return Object.freeze({
      name: this.name,
      ...reading,
      critical,
      tags,
      ...(description !== undefined && { description }),
      ...(componentType !== undefined && { componentType }),
      timeMs: this.#owner.clock.now(),
      durationMs,
    });
  }
}

const STOPPED: Reading = { status: 'fail', output: 'the check was stopped' };

function stillHanging(count: number): Reading {
  return failed(
    count === 1
      ? 'the call before has timed out and still has not ended; it was not called again'
      : `${count} calls before have timed out and still have not ended; it was not called again`,
  );
}
