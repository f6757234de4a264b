import type { LogLevel } from '../log-level.ts';

/**
 * What all log bridges of a process know of one another, so that a line is never sent twice: two pino streams behind one
 * logger, one winston logger with two transports, a winston transport that prints through a captured console, a second
 * captureConsole(). On `globalThis`, since a process may hold two copies of this package.
 */
export interface BridgeRegistry {
  /** The pino line seen last, with the streams that have seen it and the places it was sent to. */
  lastPinoLine: PinoLine | undefined;
  /** By winston's info object, the providers that it was sent to. */
  readonly sentWinstonInfos: WeakMap<object, Set<unknown>>;
  /** Set once a bridged winston logger prints through `console.*`: console records then wait for a moment. */
  doesWinstonUseConsole: boolean;
  /** Texts that a bridge has sent in this turn and that may come again through the console, with how often. */
  readonly bridgedTexts: Map<string, number>;
  /** Console records of this turn that a bridge may still take over, by text. */
  readonly waitingTexts: Map<string, ConsoleRecord[]>;
  readonly console: ConsoleCapture;
}

export interface PinoLine {
  readonly text: string;
  /** The logger that wrote it, when pino says so. */
  readonly logger: unknown;
  readonly seenBy: Set<object>;
  /** Providers and destinations that have it. */
  readonly sentTo: Set<unknown>;
}

export interface ConsoleRecord {
  isTakenOver: boolean;
}

export interface ConsoleCapture {
  readonly subscribers: Set<ConsoleSubscriber>;
  /** Our wrappers that are in place, by method, with what they wrap. */
  readonly patched: Map<string, { readonly original: Function; readonly wrapper: Function }>;
  /** True while a console method or a subscriber runs: what they print in turn is not captured. */
  isInside: boolean;
}

export interface ConsoleSubscriber {
  /** Identifies where the record goes; of two subscribers with one target, one gets the line. */
  target(): unknown;
  record(line: ConsoleLine): void;
}

export interface ConsoleLine {
  readonly level: LogLevel;
  readonly method: string;
  readonly text: string;
  readonly args: readonly unknown[];
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  /** Where `console.trace` was called. */
  readonly stack: string | undefined;
}

const KEY = Symbol.for('@fluxora/telemetry-core/log-bridges/1');

export function bridgeRegistry(): BridgeRegistry {
  const holder = globalThis as { [KEY]?: BridgeRegistry };
  return (holder[KEY] ??= {
    lastPinoLine: undefined,
    sentWinstonInfos: new WeakMap(),
    doesWinstonUseConsole: false,
    bridgedTexts: new Map(),
    waitingTexts: new Map(),
    console: { subscribers: new Set(), patched: new Map(), isInside: false },
  });
}
