import { inspect, types } from '../node-builtins.ts';
import { errorType } from './error-type.ts';

/** Attributes of one exception, by OpenTelemetry semantic conventions. */
export interface ExceptionAttributes {
  'exception.type': string;
  'exception.message'?: string;
  'exception.stacktrace'?: string;
}

/** Causes and members of an AggregateError that are followed; further ones are named only by their number. */
const MAX_LINKS = 16;
/** Characters. */
const MAX_MESSAGE = 8_192;
const MAX_STACKTRACE = 32_768;

/**
 * Describes anything thrown. The stack trace ends with the causes, each introduced by `Caused by:`, and the members of an
 * AggregateError. Bounded in length and number of causes; cyclic causes end. Never throws.
 *
 * @param onCut - Told of each text that was cut to its limit.
 */
export function exceptionAttributes(error: unknown, onCut?: () => void): ExceptionAttributes {
  const cut = (text: string, maximum: number): string => {
    if (text.length <= maximum) return text;
    onCut?.();
    return `${text.slice(0, maximum)}…`;
  };
  const attributes: ExceptionAttributes = { 'exception.type': errorType(error) };
  const message = messageOf(error);
  if (message !== '') attributes['exception.message'] = cut(message, MAX_MESSAGE);
  const stacktrace = describeChain(error);
  if (stacktrace !== '') attributes['exception.stacktrace'] = cut(stacktrace, MAX_STACKTRACE);
  return attributes;
}

/** Whether `value` is an Error, of this realm or another. Never throws. */
export function isError(value: unknown): value is Error {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return value instanceof Error || types.isNativeError(value);
  } catch {
    return false;
  }
}

function describeChain(root: unknown): string {
  const seen = new Set<unknown>();
  const parts: string[] = [];
  let links = 0;

  const visit = (error: unknown, heading: string, indent: string): void => {
    if (seen.has(error)) {
      parts.push(`${indent}${heading}[Circular]`);
      return;
    }
    if (links++ >= MAX_LINKS) {
      parts.push(`${indent}${heading}…`);
      return;
    }
    if (typeof error === 'object' && error !== null) seen.add(error);
    parts.push(indentLines(`${heading}${stackOf(error)}`, indent));
    const members = read(error, 'errors');
    if (Array.isArray(members)) {
      for (const [index, member] of members.slice(0, MAX_LINKS).entries()) {
        visit(member, `Error ${index + 1} of ${members.length}: `, `${indent}  `);
      }
    }
    const cause = read(error, 'cause');
    if (cause !== undefined && cause !== null) visit(cause, 'Caused by: ', indent);
  };

  // A thrown string has no stack; its message already says everything.
  if (stackOf(root) === messageOf(root) && read(root, 'cause') === undefined) return '';
  visit(root, '', '');
  return parts.join('\n');
}

function stackOf(error: unknown): string {
  const stack = read(error, 'stack');
  if (typeof stack === 'string' && stack !== '') return stack.slice(0, MAX_STACKTRACE + 1);
  const name = read(error, 'name');
  const message = messageOf(error);
  return typeof name === 'string' && name !== '' && message !== ''
    ? `${name}: ${message}`
    : message;
}

function messageOf(error: unknown): string {
  if (typeof error === 'string') return error.slice(0, MAX_MESSAGE + 1);
  const message = read(error, 'message');
  if (typeof message === 'string') return message.slice(0, MAX_MESSAGE + 1);
  // Thrown numbers, null and the like are their own message.
  if (typeof error === 'function') return '[Function]';
  return typeof error === 'object' && error !== null ? '' : inspect(error);
}

function read(value: unknown, key: string): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null)
    return undefined;
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

function indentLines(text: string, indent: string): string {
  return indent === '' ? text : indent + text.replaceAll('\n', `\n${indent}`);
}
