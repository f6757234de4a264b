import { quote } from '../catalog/quote.ts';
import { errorType } from '../spans/error-type.ts';
import { isError } from '../spans/exception-attributes.ts';

/** Causes that are followed, and members of an AggregateError that are named. */
const MAX_DEPTH = 4;
const MAX_MEMBERS = 4;

/**
 * Says in one sentence why something failed: the error's message, and those of its causes, where `fetch failed` has what
 * really happened. Never throws, whatever was thrown.
 */
export function describeFailure(thrown: unknown): string {
  return describe(thrown, MAX_DEPTH, new Set());
}

function describe(thrown: unknown, depth: number, seen: Set<unknown>): string {
  if (!isError(thrown)) {
    return typeof thrown === 'string' && thrown !== '' ? thrown : `threw ${quote(thrown)}`;
  }
  seen.add(thrown);
  const follow = (next: unknown): string | undefined =>
    depth > 1 && isError(next) && !seen.has(next) ? describe(next, depth - 1, seen) : undefined;

  const message = textOf(thrown, 'message') ?? describeMembers(thrown, follow) ?? nameOf(thrown);
  const cause = follow(read(thrown, 'cause'));
  return cause === undefined || message.includes(cause) ? message : `${message}: ${cause}`;
}

/** Node reports a refused connection to `localhost` as an AggregateError without a message. */
function describeMembers(
  error: Error,
  follow: (next: unknown) => string | undefined,
): string | undefined {
  const members = read(error, 'errors');
  if (!Array.isArray(members)) return undefined;
  const texts = members.slice(0, MAX_MEMBERS).flatMap((member) => follow(member) ?? []);
  return texts.length > 0 ? texts.join('; ') : undefined;
}

function nameOf(error: Error): string {
  return textOf(error, 'code') ?? errorType(error);
}

function textOf(error: Error, key: string): string | undefined {
  const text = read(error, key);
  return typeof text === 'string' && text !== '' ? text : undefined;
}

function read(error: Error, key: string): unknown {
  try {
    return (error as unknown as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}
