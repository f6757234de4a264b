import type { Server } from 'node:net';
import type { Telemetry } from '../telemetry.ts';
import type { DrainCallback, DrainCallbacks, DrainOptions } from './drain-options.ts';
import { drainProblems, throwDrainProblems } from './drain-rules.ts';

export interface NamedCallback {
  readonly name: string;
  readonly call: DrainCallback;
}

/** Options of a drain with the defaults filled in. */
export interface DrainPlan {
  readonly servers: readonly Server[];
  readonly stop: readonly NamedCallback[];
  readonly release: readonly NamedCallback[];
  /** Undefined: depends on where the process runs when it is told to drain. */
  readonly waitMs: number | undefined;
  readonly timeoutMs: number;
  /** The part of `timeoutMs` that is kept for the last export. */
  readonly exportMs: number;
  /** The most that the last export may take when there is time. */
  readonly shutdownMs: number;
  readonly signals: readonly NodeJS.Signals[];
  readonly exit: 'signal' | number | false;
}

const DEFAULT_TIMEOUT_MS = 25_000;
const MAX_DEFAULT_WAIT_MS = 5_000;

/** @throws TelemetryError with code `drain.invalid` that lists every problem. */
export function planDrain(telemetry: Telemetry, options: DrainOptions): DrainPlan {
  const problems = drainProblems(telemetry, options);
  throwDrainProblems(problems);
  const { servers = [], waitMs, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  // A quarter at most: whoever gives little time gives it for the work.
  const shutdownMs = shutdownTimeoutOf(telemetry);
  const exportMs = Math.min(shutdownMs, Math.ceil(timeoutMs / 4));
  if (waitMs !== undefined && waitMs + exportMs >= timeoutMs) {
    problems.push(
      `telemetry/drain: waitMs is ${waitMs} and timeoutMs ${timeoutMs}, of which ${exportMs} are kept for the last export: ` +
        'no time is left to stop. Raise timeoutMs (and what the orchestrator gives), or lower waitMs.',
    );
  }
  throwDrainProblems(problems);
  return {
    servers: Array.isArray(servers) ? [...new Set(servers as Server[])] : [servers as Server],
    stop: nameCallbacks('stop', options.stop),
    release: nameCallbacks('release', options.release),
    waitMs,
    timeoutMs,
    exportMs,
    shutdownMs,
    signals: [...new Set(options.signals ?? (['SIGTERM', 'SIGINT'] as const))],
    exit: options.exit ?? 'signal',
  };
}

/**
 * How long to go on although not ready. Without servers nobody sends anything; at a terminal somebody waits for the end.
 */
export function waitOf({ waitMs, timeoutMs, servers }: DrainPlan): number {
  if (waitMs !== undefined) return waitMs;
  if (servers.length === 0 || process.stdout.isTTY) return 0;
  return Math.min(MAX_DEFAULT_WAIT_MS, Math.floor(timeoutMs / 5));
}

function shutdownTimeoutOf({ config }: Telemetry): number {
  const configured = config?.['shutdownTimeoutMs'];
  return typeof configured === 'number' ? configured : 2_000;
}

function nameCallbacks(
  option: 'stop' | 'release',
  callbacks: DrainCallbacks | undefined,
): readonly NamedCallback[] {
  if (callbacks === undefined) return [];
  if (typeof callbacks === 'function') return [{ name: callbacks.name || option, call: callbacks }];
  if (Array.isArray(callbacks)) {
    return (callbacks as DrainCallback[]).map((call, index) => ({
      name: call.name || `${option}[${index}]`,
      call,
    }));
  }
  return Object.entries(callbacks).map(([name, call]) => ({ name, call }));
}
