import { logs } from '@opentelemetry/api';
import { Writable } from 'node:stream';
import type { Providers } from '../../providers.ts';
import { CORE_SCOPE } from '../../spans/core-scope.ts';
import { LogEmitter } from '../log-emitter.ts';
import { loggingState } from '../logging-state.ts';
import { createRedactor, type Redactor } from '../redactor.ts';
import { bridgeRegistry } from './bridge-registry.ts';
import { markBridgedText } from './console-hand-over.ts';
import { LEVEL, MESSAGE, parseWinstonInfo } from './parse-winston-info.ts';

export interface WinstonTransportOptions {
  /** Least level sent, by the logger's own names. @defaultValue the logger's level */
  readonly level?: string;
  /** Sends winston's records of uncaught exceptions. @defaultValue false, as in winston's transports */
  readonly handleExceptions?: boolean;
  /** Sends winston's records of unhandled rejections. @defaultValue false */
  readonly handleRejections?: boolean;
  /** Keys to mask, in addition to the defaults. @defaultValue as configured */
  readonly redact?: readonly string[];
  readonly providers?: Providers;
}

/** A winston transport, by the shape that winston asks for. */
export interface WinstonTransport extends Writable {
  level?: string;
  silent?: boolean;
  handleExceptions?: boolean;
  handleRejections?: boolean;
  log(info: unknown, next: () => void): void;
}

/**
 * A winston 3 transport that sends each record as a log record: severity by name (npm, syslog, cli, or rank in a set of
 * one's own), the message as body after the logger's formats (`splat`, `errors`), errors as `exception.*`, everything else as
 * attributes. `trace_id` and `span_id` in the record are preferred to the active span.
 *
 * A record is sent once, however many of these transports get it, and also when a captured console prints it. Never throws,
 * never calls back with an error. After shutdown it takes records and counts them as lost.
 *
 * @example
 * const logger = winston.createLogger({ transports: [new winston.transports.Console(), winstonTransport()] });
 */
export function winstonTransport(options: WinstonTransportOptions = {}): WinstonTransport {
  return new TelemetryTransport(options);
}

/** The members of a winston logger that a transport looks at. */
interface WinstonLogger {
  readonly level?: string;
  readonly levels?: Readonly<Record<string, number>>;
  readonly transports?: unknown;
}

class TelemetryTransport extends Writable implements WinstonTransport {
  declare level?: string;
  declare handleExceptions?: boolean;
  declare handleRejections?: boolean;
  silent = false;
  readonly name = 'fluxora-telemetry';
  readonly #emitter: LogEmitter;
  readonly #redactor: Redactor | undefined;
  #logger: WinstonLogger | undefined;

  constructor(options: WinstonTransportOptions) {
    super({ objectMode: true });
    if (options.level !== undefined) this.level = options.level;
    if (options.handleExceptions) this.handleExceptions = true;
    if (options.handleRejections) this.handleRejections = true;
    this.#redactor = options.redact && createRedactor(options.redact);
    this.#emitter = new LogEmitter(
      `${CORE_SCOPE.name}/winston`,
      CORE_SCOPE.version,
      options.providers,
    );
    // A logger has one set of levels; with several loggers the one added last counts, as in winston's transports.
    this.on('pipe', (source: unknown) => {
      this.#logger = source as WinstonLogger;
      if (printsThroughConsole(this.#logger)) bridgeRegistry().doesWinstonUseConsole = true;
    });
    this.on('unpipe', (source: unknown) => {
      if (source === this.#logger) this.#logger = undefined;
    });
  }

  override _write(info: unknown, _encoding: string, next: () => void): void {
    if (typeof info === 'object' && info !== null && this.#isWanted(info as WinstonInfo)) {
      this.log(info, next);
    } else next();
  }

  log(info: unknown, next: () => void): void {
    try {
      this.#send(info as WinstonInfo);
    } catch {
      this.#emitter.drops.record('logs', 'callback_failed');
    }
    next();
  }

  #isWanted(info: WinstonInfo): boolean {
    try {
      if (this.silent || (info.exception === true && !this.handleExceptions)) return false;
      if (info.rejection === true && !this.handleRejections) return false;
      const least = this.level ?? this.#logger?.level;
      const levels = this.#logger?.levels;
      const leastRank = least === undefined ? undefined : levels?.[least];
      const rank = levels?.[String(info[LEVEL] ?? info.level)];
      return leastRank === undefined || rank === undefined || rank <= leastRank;
    } catch {
      return false;
    }
  }

  #send(info: WinstonInfo): void {
    const provider = this.#emitter.provider;
    if (!claimInfo(info, provider)) return;
    if (provider === logs.getLoggerProvider() && hasOtelTransport(this.#logger)) return;
    const record = parseWinstonInfo(
      info,
      this.#logger?.levels,
      this.#redactor ?? loggingState.redactor,
    );
    if (!this.#emitter.accepts(record.severityNumber)) return;
    if (record.trimmed > 0) this.#emitter.drops.record('logs', 'oversize', record.trimmed);
    this.#emitter.emit(record);
    const printed = info[MESSAGE];
    if (typeof printed === 'string' && printsThroughConsole(this.#logger)) {
      bridgeRegistry().doesWinstonUseConsole = true;
      markBridgedText(printed);
    }
  }
}

interface WinstonInfo {
  readonly [key: string | symbol]: unknown;
}

/** winston hands the same object to all transports of a logger. */
function claimInfo(info: object, provider: unknown): boolean {
  const { sentWinstonInfos } = bridgeRegistry();
  let sentTo = sentWinstonInfos.get(info);
  if (!sentTo) sentWinstonInfos.set(info, (sentTo = new Set()));
  if (sentTo.has(provider)) return false;
  sentTo.add(provider);
  return true;
}

function transportsOf(logger: WinstonLogger | undefined): readonly unknown[] {
  const transports = logger?.transports;
  return Array.isArray(transports) ? transports : transports ? [transports] : [];
}

/** winston's Console transport writes to stdout itself, unless it is told to use `console.*`. */
function printsThroughConsole(logger: WinstonLogger | undefined): boolean {
  return transportsOf(logger).some(
    (transport) => (transport as { forceConsole?: unknown } | null)?.forceConsole === true,
  );
}

/** OpenTelemetry's own transport, which its winston instrumentation adds, sends to the registered provider. */
function hasOtelTransport(logger: WinstonLogger | undefined): boolean {
  return transportsOf(logger).some(
    (transport) => (transport as object | null)?.constructor?.name === 'OpenTelemetryTransportV3',
  );
}
