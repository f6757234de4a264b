import { TelemetryError } from '@fluxora/telemetry-core';
import { callSiteOf } from '../call-site.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Drain, DrainOptions, DrainReport } from './drain-options.ts';
import { planDrain, type DrainPlan } from './drain-plan.ts';
import { endBySignal } from './end-process.ts';
import { runDrain } from './run-drain.ts';
import { ServerDrain } from './server-drain.ts';

/**
 * One Ctrl-C below `npm start` arrives twice, from the terminal and from npm: what follows so closely is the same. Milliseconds.
 */
const SAME_SIGNAL_MS = 250;

/** On globalThis, so that a second copy of this package finds what the first has started. */
const ACTIVE = Symbol.for('fluxora.telemetry.drain');
const globals = globalThis as { [ACTIVE]?: string | undefined };

/**
 * Ends the process gracefully on SIGTERM and SIGINT: readiness fails → a wait, so that load balancers notice → servers close,
 * what they have begun is answered, other work is stopped → resources are released → telemetry is sent → the process ends.
 * All of that within `timeoutMs`; what is not ready then is cut off and named in the records (`fluxora.drain.*`). A second
 * signal ends the process at once. Once per process; call it when the servers listen.
 *
 * @throws TelemetryError `drain.invalid`, listing every problem with its value and its mend; `drain.twice`.
 *
 * @example
 * const server = app.listen(3000);
 * drainOnSignal(telemetry, {
 *   servers: server,
 *   stop: { queue: ({ signal }) => worker.close({ signal }) },
 *   release: { database: () => pool.end() },
 * });
 */
export function drainOnSignal(telemetry: Telemetry, options: DrainOptions = {}): Drain {
  const plan = planDrain(telemetry, options);
  if (globals[ACTIVE] !== undefined) {
    throw new TelemetryError(
      'drain.twice',
      `telemetry/drain: drainOnSignal() was called before, from ${globals[ACTIVE]}: each would end the process while the other ` +
        'still works. Call it once with all servers and callbacks, or remove() the first.',
    );
  }
  globals[ACTIVE] = callSiteOf(drainOnSignal);
  const drain = new SignalDrain(telemetry, plan);
  drain.install();
  return { drain: (reason = 'manual') => drain.drain(reason), remove: () => drain.remove() };
}

class SignalDrain {
  readonly #telemetry: Telemetry;
  readonly #plan: DrainPlan;
  readonly #servers: readonly ServerDrain[];
  #draining: Promise<DrainReport> | undefined;
  /** When the process was told to end. */
  #toldAt: number | undefined;
  #isRemoved = false;

  constructor(telemetry: Telemetry, plan: DrainPlan) {
    this.#telemetry = telemetry;
    this.#plan = plan;
    this.#servers = plan.servers.map((server) => new ServerDrain(server));
  }

  install(): void {
    for (const signal of this.#plan.signals) process.on(signal, this.#onSignal);
  }

  remove(): void {
    if (this.#isRemoved) return;
    this.#isRemoved = true;
    globals[ACTIVE] = undefined;
    for (const signal of this.#plan.signals) process.removeListener(signal, this.#onSignal);
    // Those of a drain that is under way are still needed, and go with it.
    if (this.#draining === undefined) for (const server of this.#servers) server.remove();
  }

  drain(reason: string): Promise<DrainReport> {
    this.#draining ??= runDrain(this.#telemetry, this.#plan, this.#servers, reason);
    return this.#draining;
  }

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (this.#toldAt === undefined) {
      this.#toldAt = now;
      void this.drain(signal).finally(() => this.#end(signal));
    } else if (now - this.#toldAt >= SAME_SIGNAL_MS) {
      // Whoever asks twice does not want to wait.
      this.remove();
      endBySignal(signal);
    }
  };

  #end(signal: NodeJS.Signals): void {
    const { exit } = this.#plan;
    if (this.#isRemoved || exit === false) return;
    this.remove();
    if (exit === 'signal') endBySignal(signal);
    else process.exit(exit);
  }
}
