import type { LogEntry } from '../log-entry.ts';
import type { LogLevel } from '../log-level.ts';
import type { PlainValue } from '../normalize-value.ts';

const LABELS: Readonly<Record<LogLevel, string>> = {
  trace: 'TRACE',
  debug: 'DEBUG',
  info: 'INFO ',
  warn: 'WARN ',
  error: 'ERROR',
  fatal: 'FATAL',
};
const COLORS: Readonly<Record<LogLevel, number>> = {
  trace: 90,
  debug: 36,
  info: 32,
  warn: 33,
  error: 31,
  fatal: 35,
};
const DIM = 2;
const RED = 31;
/** Messages are padded to this many characters, so that attributes of most lines begin in one column. */
const MESSAGE_WIDTH = 32;
const INDENT = '             ';

/**
 * One record for people: local time, level, message, attributes, then the first characters of the trace id. A stack trace
 * follows on lines of its own. Control characters are escaped, so that input cannot repaint the terminal or forge lines.
 */
export function formatPretty(entry: LogEntry, colors: boolean): string {
  const paint = (code: number, text: string): string =>
    colors ? `\u001B[${code}m${text}\u001B[0m` : text;
  const { attributes, level, scope, eventName, spanContext } = entry;

  const parts = [paint(DIM, localTime(entry.timeMs)), paint(COLORS[level], LABELS[level])];
  if (scope !== undefined) parts.push(paint(DIM, `[${escapeControls(scope)}]`));
  const message = escapeControls(entry.message ?? eventName ?? '').replaceAll('\n', `\n${INDENT}`);

  const details: string[] = [];
  if (eventName !== undefined && entry.message !== undefined) {
    details.push(paint(DIM, 'event=') + escapeControls(eventName));
  }
  for (const key in attributes) {
    if (key.startsWith('exception.')) continue;
    details.push(paint(DIM, `${escapeControls(key)}=`) + showValue(attributes[key] as PlainValue));
  }
  if (spanContext) details.push(paint(DIM, `trace=${spanContext.traceId.slice(0, 8)}`));
  parts.push(details.length > 0 ? message.padEnd(MESSAGE_WIDTH) : message, ...details);

  const exception = showException(attributes);
  return exception === '' ? parts.join(' ') : `${parts.join(' ')}\n${paint(RED, exception)}`;
}

function showValue(value: PlainValue): string {
  if (typeof value === 'string') {
    return /^[^\s"=]+$/.test(value) ? escapeControls(value) : escapeControls(JSON.stringify(value));
  }
  return typeof value === 'object' ? escapeControls(JSON.stringify(value)) : String(value);
}

function showException(attributes: LogEntry['attributes']): string {
  const type = attributes['exception.type'];
  if (typeof type !== 'string') return '';
  const stacktrace = attributes['exception.stacktrace'];
  const message = attributes['exception.message'];
  const text =
    typeof stacktrace === 'string'
      ? stacktrace
      : typeof message === 'string'
        ? `${type}: ${message}`
        : type;
  return INDENT + escapeControls(text).replaceAll('\n', `\n${INDENT}`);
}

/** Everything below space except the line's end and the tab, and the C1 range, which terminals obey too. */
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;

function escapeControls(text: string): string {
  return text.replace(
    CONTROLS,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

function localTime(timeMs: number): string {
  const date = new Date(timeMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const milliseconds = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${milliseconds}`;
}
