import { inspect } from '../../node-builtins.ts';
import { notices } from '../../notices.ts';

/** How console lines look: readable, JSON, chosen by the surroundings, or not at all. */
export type ConsoleMode = 'auto' | 'pretty' | 'json' | 'off';

/** Whether `mode` was given and is one; what is none is said once. */
export function isConsoleMode(where: string, mode: unknown): mode is ConsoleMode {
  if (mode === undefined) return false;
  if (mode === 'auto' || mode === 'pretty' || mode === 'json' || mode === 'off') return true;
  notices.once(
    `logs.console.${where}`,
    `telemetry/logs: ${where} was given the console mode ${inspect(mode).slice(0, 60)}. Use auto, pretty, json or off; it is ignored for now.`,
  );
  return false;
}

/** Where console lines go; `process.stdout` is one. */
export interface LineStream {
  write(line: string): unknown;
  readonly isTTY?: boolean | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** 'auto' means JSON in production and wherever nobody is watching. */
export function resolveConsoleMode(
  mode: ConsoleMode,
  stream: LineStream,
  environment: Environment = process.env,
): 'pretty' | 'json' | 'off' {
  if (mode !== 'auto') return mode;
  return environment['NODE_ENV'] === 'production' || !stream.isTTY ? 'json' : 'pretty';
}

/** Colours on terminals only; FORCE_COLOR says yes (or no: 0, false), NO_COLOR says no, in this order. */
export function hasColors(stream: LineStream, environment: Environment = process.env): boolean {
  const force = environment['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  if (environment['NO_COLOR']) return false;
  return stream.isTTY === true && environment['TERM'] !== 'dumb';
}
