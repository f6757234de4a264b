import type { LoggerProvider } from '@opentelemetry/api';
import type { Providers } from '../../providers.ts';
import { CORE_SCOPE } from '../../spans/core-scope.ts';
import { writeLine } from '../console/console-writer.ts';
import { LogEmitter } from '../log-emitter.ts';
import { loggingState } from '../logging-state.ts';
import { createRedactor } from '../redactor.ts';
import { bridgeRegistry, type PinoLine } from './bridge-registry.ts';
import { isSentByOtelPino } from './otel-pino.ts';
import { parsePinoLine, type PinoLevel } from './parse-pino-line.ts';

export interface PinoStreamOptions {
  /** Where lines go on to, unchanged; `false` for nowhere. @defaultValue process.stdout */
  readonly destination?: { write(line: string): unknown } | false;
  /** pino's option of the same name. @defaultValue 'msg' */
  readonly messageKey?: string;
  /** pino's option of the same name. @defaultValue 'err' */
  readonly errorKey?: string;
  /** Keys to mask in what is sent, in addition to the defaults. Lines themselves pass unchanged. @defaultValue as configured */
  readonly redact?: readonly string[];
  readonly providers?: Providers;
}

/** What pino accepts as a destination, also inside `pino.multistream`. */
export interface PinoStream {
  /** By it `pino(stream)` knows a stream from options. */
  readonly writable: true;
  write(line: string): void;
  end(): void;
  flushSync(): void;
}

/** With it on a destination, pino leaves word of the record beside the line. */
const METADATA = Symbol.for('pino.metadata');

/** pino's level number from which on a line is written at once. */
const URGENT_LEVEL = 50;

/**
 * A destination for pino that sends each line as a log record and passes the line on. Severity comes from `level`, the body
 * from `msg`, `exception.*` from `err`, everything else becomes attributes; `trace_id` and `span_id` on the line (see
 * {@link pinoMixin}) are preferred to the active span.
 *
 * A line is sent once, however many pinoStreams see it; where `@opentelemetry/instrumentation-pino` already sends it, it is
 * passed on only. Never throws. After shutdown lines still pass.
 *
 * @example const logger = pino({ mixin: pinoMixin() }, pinoStream());
 */
export function pinoStream(options: PinoStreamOptions = {}): PinoStream {
  const emitter = new LogEmitter(`${CORE_SCOPE.name}/pino`, CORE_SCOPE.version, options.providers);
  const redactor = options.redact && createRedactor(options.redact);
  const destination = options.destination ?? process.stdout;
  const keys = { message: options.messageKey ?? 'msg', error: options.errorKey ?? 'err' };

  const stream: PinoStream & PinoMetadata = {
    [METADATA]: true,
    writable: true,
    write(line) {
      const claim = claimLine(stream, line);
      if (claim.isNew(destination)) passOn(destination, line, stream);
      if (claim.isNew(emitter.provider)) send(line);
    },
    end() {
      callIfThere(destination, 'flushSync');
    },
    flushSync() {
      callIfThere(destination, 'flushSync');
    },
  };

  function send(line: string): void {
    try {
      if (isSentByOtelPino(stream.lastLogger, emitter.provider)) return;
      const record = parsePinoLine(
        line,
        keys,
        redactor ?? loggingState.redactor,
        lastLevelOf(stream),
      );
      if (!emitter.accepts(record.severityNumber, record.eventName)) return;
      if (record.trimmed > 0) emitter.drops.record('logs', 'oversize', record.trimmed);
      emitter.emit(record);
    } catch {
      emitter.drops.record('logs', 'callback_failed');
    }
  }

  return stream;
}

/** Set by pino and by multistream before each write. */
interface PinoMetadata {
  [METADATA]: true;
  lastLevel?: number | undefined;
  lastLogger?: object | undefined;
  lastObj?: unknown;
  lastMsg?: unknown;
  lastTime?: unknown;
}

function lastLevelOf({ lastLevel, lastLogger }: PinoMetadata): PinoLevel | undefined {
  if (lastLevel === undefined) return undefined;
  const { levels } = (lastLogger ?? {}) as { levels?: { labels?: Record<number, string> } };
  return { number: lastLevel, label: levels?.labels?.[lastLevel] };
}

/**
 * pino hands one line to all its streams before the next one, so a line that another stream, but not this one, has just
 * seen is the same call; the same text once more at this stream is another call.
 */
function claimLine(stream: PinoMetadata, text: string): { isNew(target: unknown): boolean } {
  const registry = bridgeRegistry();
  const logger = stream.lastLogger;
  const last = registry.lastPinoLine;
  let line: PinoLine;
  if (last && last.text === text && last.logger === logger && !last.seenBy.has(stream)) {
    line = last;
  } else {
    line = { text, logger, seenBy: new Set(), sentTo: new Set() };
    registry.lastPinoLine = line;
  }
  line.seenBy.add(stream);
  return {
    isNew(target: LoggerProvider | object | false) {
      if (line.sentTo.has(target)) return false;
      line.sentTo.add(target);
      return true;
    },
  };
}

function passOn(
  destination: { write(line: string): unknown } | false,
  line: string,
  metadata: PinoMetadata,
): void {
  if (destination === false) return;
  try {
    if (destination === process.stdout) {
      const isUrgent = (metadata.lastLevel ?? 0) >= URGENT_LEVEL;
      writeLine(process.stdout, line.endsWith('\n') ? line.slice(0, -1) : line, isUrgent);
      return;
    }
    if ((destination as Partial<PinoMetadata>)[METADATA]) {
      const { lastLevel, lastLogger, lastObj, lastMsg, lastTime } = metadata;
      Object.assign(destination, { lastLevel, lastLogger, lastObj, lastMsg, lastTime });
    }
    destination.write(line);
  } catch {
    // A destination that throws costs its line, not the request that logged it.
  }
}

function callIfThere(target: unknown, method: 'flushSync'): void {
  try {
    const call: unknown = (target as Record<string, unknown>)[method];
    if (typeof call === 'function') call.call(target);
  } catch {
    // Nothing to flush, then.
  }
}
