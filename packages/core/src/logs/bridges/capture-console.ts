import type { Providers } from '../../providers.ts';
import { CORE_SCOPE } from '../../spans/core-scope.ts';
import { exceptionAttributes, isError } from '../../spans/exception-attributes.ts';
import { LogEmitter } from '../log-emitter.ts';
import { LOG_SEVERITY, thresholdSeverity, type LogThreshold } from '../log-level.ts';
import { loggingState } from '../logging-state.ts';
import { ValueNormalizer, type PlainAttributes } from '../normalize-value.ts';
import { bridgeRegistry, type ConsoleSubscriber } from './bridge-registry.ts';
import { patchConsole, unpatchConsole } from './patch-console.ts';

export interface CaptureConsoleOptions {
  /** Least level captured; `console.log` counts as info. @defaultValue 'trace' */
  readonly level?: LogThreshold;
  readonly providers?: Providers;
}

/**
 * Makes log records of what is printed through `console.{trace,debug,log,info,warn,error}`. Everything is printed exactly as
 * before. The body is the printed text; the first Error among the arguments becomes `exception.*`.
 *
 * A line is sent once: what a bridged winston logger prints is the logger's record, what a console method or an exporter
 * prints on its way is not captured again, and two captures of one provider send one record. Never throws beyond what the
 * console itself does. After shutdown printing goes on, and each record counts as lost.
 *
 * @returns A function that ends this capture; the last one to end puts the console's methods back. May be called twice.
 *
 * @example
 * const restore = captureConsole({ level: 'warn' });
 */
export function captureConsole(options: CaptureConsoleOptions = {}): () => void {
  const { subscribers } = bridgeRegistry().console;
  const subscriber = createSubscriber(options);
  subscribers.add(subscriber);
  patchConsole();
  return () => {
    subscribers.delete(subscriber);
    if (subscribers.size === 0) unpatchConsole();
  };
}

function createSubscriber(options: CaptureConsoleOptions): ConsoleSubscriber {
  const emitter = new LogEmitter(
    `${CORE_SCOPE.name}/console`,
    CORE_SCOPE.version,
    options.providers,
  );
  const least = thresholdSeverity(options.level ?? 'trace');
  return {
    target: () => emitter.provider,
    record({ level, method, text, args, timeMs, stack }) {
      const severityNumber = LOG_SEVERITY[level];
      if (severityNumber < least || !emitter.accepts(severityNumber)) return;
      const normalizer = new ValueNormalizer(loggingState.redactor);
      const attributes: PlainAttributes = { 'log.iostream': IOSTREAM[method] ?? 'stdout' };
      if (stack !== undefined) attributes['code.stacktrace'] = normalizer.text(stack);
      const error = args.find(isError);
      if (error) Object.assign(attributes, exceptionAttributes(error));
      const body = normalizer.text(text);
      if (normalizer.trimmed > 0) emitter.drops.record('logs', 'oversize', normalizer.trimmed);
      const severityText = level.toUpperCase();
      emitter.emit({
        timeMs,
        severityNumber,
        severityText,
        body,
        attributes,
        eventName: undefined,
      });
    },
  };
}

/** Where Node prints what does not go to stdout. */
const IOSTREAM: Readonly<Record<string, string>> = {
  trace: 'stderr',
  warn: 'stderr',
  error: 'stderr',
};
