import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../log-entry.ts';
import { formatPretty } from './format-pretty.ts';

const entry: LogEntry = {
  timeMs: new Date(2026, 10, 22, 9, 5, 7, 42).getTime(),
  level: 'info',
  message: 'forecast issued',
  attributes: { site: 'DE-7', horizon: 96 },
  eventName: undefined,
  scope: undefined,
  spanContext: undefined,
};
const format = (changes: Partial<LogEntry>) => formatPretty({ ...entry, ...changes }, false);

describe('formatPretty', () => {
  it('aligns the attributes of short messages', () => {
    expect(format({})).toBe(
      '09:05:07.042 INFO  forecast issued                  site=DE-7 horizon=96',
    );
    expect(format({ level: 'error', message: 'gone', attributes: { a: true } })).toBe(
      '09:05:07.042 ERROR gone                             a=true',
    );
    expect(format({ message: 'alone', attributes: {} })).toBe('09:05:07.042 INFO  alone');
  });

  it('shows the logger, the event and the beginning of the trace id', () => {
    const spanContext = {
      traceId: 'abcdef0123456789'.repeat(2),
      spanId: 'b'.repeat(16),
      traceFlags: 1,
    };
    const line = format({
      scope: 'forecast',
      eventName: 'fluxora.late',
      spanContext,
      attributes: {},
    });
    expect(line).toBe(
      '09:05:07.042 INFO  [forecast] forecast issued                  event=fluxora.late trace=abcdef01',
    );
    expect(format({ message: undefined, eventName: 'fluxora.late', attributes: {} })).toBe(
      '09:05:07.042 INFO  fluxora.late',
    );
  });

  it('quotes what would be ambiguous', () => {
    const attributes = { text: 'two words', empty: '', list: [1, 'a'], none: null, sign: 'a=b' };
    expect(format({ attributes })).toMatch(
      / text="two words" empty="" list=\[1,"a"\] none=null sign="a=b"$/,
    );
  });

  it('prints an exception on lines of its own', () => {
    const attributes = {
      site: 1,
      'exception.type': 'RangeError',
      'exception.message': 'no',
      'exception.stacktrace': 'RangeError: no\n    at here',
    };
    expect(format({ message: 'failed', attributes })).toBe(
      '09:05:07.042 INFO  failed                           site=1\n' +
        '             RangeError: no\n                 at here',
    );
    expect(format({ attributes: { 'exception.type': 'E', 'exception.message': 'm' } })).toMatch(
      /\n {13}E: m$/,
    );
  });

  it('does not let input repaint the terminal or forge lines', () => {
    const evil = 'a\u001b[2J\r\u0007\u009b31m';
    const line = format({ message: evil, attributes: { [evil]: evil }, scope: evil });
    // oxlint-disable-next-line no-control-regex
    expect(line).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
    const forged = format({ message: 'a\n09:05:07.042 FATAL forged', attributes: {} });
    expect(forged.split('\n')[1]).toMatch(/^ {13}09:05/);
    expect(format({ attributes: { k: 'a\nb' } }).split('\n')).toHaveLength(1);
  });

  it('colours the level', () => {
    expect(formatPretty(entry, true)).toContain('\u001B[32mINFO \u001B[0m');
  });
});
