import { stripVTControlCharacters } from '../../node-builtins.ts';
import { exceptionAttributes, isError } from '../../spans/exception-attributes.ts';
import type { EmittedRecord } from '../log-emitter.ts';
import { ValueNormalizer, type PlainAttributes } from '../normalize-value.ts';
import type { Redactor } from '../redactor.ts';
import { contextOfFields } from '../trace-fields.ts';
import { winstonSeverity } from './winston-severity.ts';

/** Symbols that winston and its formats put upon a record. */
export const LEVEL = Symbol.for('level');
export const MESSAGE = Symbol.for('message');
const SPLAT = Symbol.for('splat');

/** Members of a record that have a place of their own, or that winston's formats add for people. */
const PLACED = new Set([
  'level',
  'message',
  'timestamp',
  'ms',
  'trace_id',
  'span_id',
  'trace_flags',
  'exception',
  'rejection',
]);
/** Members that repeat an error which is told in `exception.*`. */
const TOLD_BY_ERROR = new Set(['stack', 'cause']);
/** What winston adds to its records of uncaught exceptions; the resource and `exception.*` tell it. */
const TOLD_BY_CRASH = new Set(['stack', 'cause', 'trace', 'date', 'process', 'os']);

type WinstonInfo = Readonly<Record<string | symbol, unknown>>;

/** Turns winston's record object, as it comes out of the logger's formats, into ours. */
export function parseWinstonInfo(
  info: WinstonInfo,
  levels: Readonly<Record<string, number>> | undefined,
  redactor: Redactor,
): EmittedRecord & { trimmed: number } {
  const normalizer = new ValueNormalizer(redactor);
  // `info.level` may have been coloured for people.
  const level = [info[LEVEL], info['level']].find((name) => typeof name === 'string') ?? 'info';
  const found = findError(info);

  const attributes: PlainAttributes = {};
  const isCrash = info['exception'] === true || info['rejection'] === true;
  const told = isCrash ? TOLD_BY_CRASH : TOLD_BY_ERROR;
  normalizer.assign(attributes, info, {
    has: (key) => PLACED.has(key) || (found !== undefined && (key === found.key || told.has(key))),
  });
  if (found) Object.assign(attributes, found.attributes);
  return {
    timeMs: Date.now(),
    severityNumber: winstonSeverity(level, levels),
    severityText: level.toUpperCase(),
    body: bodyOf(info['message'], normalizer),
    attributes,
    eventName: undefined,
    context: contextOfFields(info),
    trimmed: normalizer.trimmed,
  };
}

function bodyOf(message: unknown, normalizer: ValueNormalizer): string | undefined {
  if (message === undefined) return undefined;
  if (isError(message)) return normalizer.text(message.message);
  const text = normalizer.anyText(message);
  return text.includes('\u001B') ? stripVTControlCharacters(text) : text;
}

interface FoundError {
  /** The member of the record that held it, if it was one. */
  readonly key: string | undefined;
  readonly attributes: Readonly<Partial<Record<`exception.${string}`, string>>>;
}

/** winston lets an error in by many doors: as the record, as the message, as metadata, under a key, or as a bare stack. */
function findError(info: WinstonInfo): FoundError | undefined {
  const { message, error, err, stack } = info;
  const splat = info[SPLAT];
  const inSplat: unknown = Array.isArray(splat) ? splat.find(isError) : undefined;
  const held = isError(error) ? 'error' : isError(err) ? 'err' : undefined;
  const whole = [info, message, inSplat, held && info[held]].find(isError);
  if (whole) return { key: held, attributes: { ...exceptionAttributes(whole) } };
  if (typeof stack !== 'string') return undefined;

  // format.errors({ stack: true }) leaves the stack and the cause, not the error.
  const [, type, text] = /^([\w$.]+)(?:: ([^\n]*))?/.exec(stack) ?? [];
  const attributes = exceptionAttributes({ name: type ?? 'Error', stack, cause: info['cause'] });
  return {
    key: undefined,
    attributes: { ...attributes, ...(text !== undefined && { 'exception.message': text }) },
  };
}
