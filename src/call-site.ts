import { fileURLToPath } from 'node:url';

/**
 * Where `below` was called: `/app/src/main.ts:3`. For messages to people; `unknown` when the stack does not tell.
 */
export function callSiteOf(below: (...input: never[]) => unknown): string {
  const holder: { stack?: string } = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 1;
  Error.captureStackTrace(holder, below);
  Error.stackTraceLimit = limit;
  const place = /\(?((?:file:\/\/|\/|[A-Za-z]:\\|node:)[^()]*?):(\d+):\d+\)?\s*$/.exec(
    String(holder.stack),
  );
  if (!place?.[1]) return 'unknown';
  const path = place[1].startsWith('file://') ? fileURLToPath(place[1]) : place[1];
  return `${path}:${place[2]}`;
}
