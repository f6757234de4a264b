import { loggingState } from '../logging-state.ts';
import { ConsoleSink } from './console-sink.ts';

const sink = /* @__PURE__ */ new ConsoleSink(undefined, undefined);

/**
 * Writes what telemetry has to say to the operator as a warning line of the console, in the format of the logger's lines,
 * under the name `telemetry`. It is not sent. With the console switched off it goes to stderr, since it is not the service's
 * log. Never throws. Meant for {@link setNoticeWriter}.
 */
export function writeNotice(message: string): void {
  if (loggingState.console === 'off') {
    process.stderr.write(`${message}\n`);
    return;
  }
  sink.write({
    timeMs: Date.now(),
    level: 'warn',
    message,
    attributes: {},
    eventName: undefined,
    scope: 'telemetry',
    spanContext: undefined,
  });
}
