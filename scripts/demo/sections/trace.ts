import { groupBy } from '../group-by.ts';
import { traceTree, type TestSpan } from '@fluxora/telemetry-testing';
import type { Evidence } from '../evidence.ts';
import { fit, heading, indent, paint, textOf } from '../style.ts';

const SHOWN = ['http.response.status_code', 'forecast_api.attempt'];

/** A trace in which something failed, drawn as a tree, and the error as the server span has it. */
export function traceSection(evidence: Evidence): string {
  const trace = failedTrace(evidence);
  if (trace.length === 0) return `${heading('A trace with an error in it')}\n  none arrived`;
  const tree = traceTree(trace, { attributes: SHOWN }).split('\n').flatMap(errorBelow);
  const title = heading('A trace with an error in it', `trace ${trace[0]?.traceId}`);
  return `${title}\n${indent([...tree, '', ...exceptionLines(trace)].join('\n'))}`;
}

/** Puts the error of a span onto a line of its own, since both together are rarely shorter than a line. */
function errorBelow(line: string, index: number, lines: readonly string[]): string[] {
  const at = line.indexOf('  error');
  if (at < 0) return [fit(line, 98)];
  const depth = branchOf(line).length;
  const hasChildren = branchOf(lines[index + 1] ?? '').length > depth;
  const rail = branchOf(line).replaceAll('├─', '│ ').replaceAll('└─', '  ');
  const below = `${rail}${hasChildren ? '│' : ' '}    ${line.slice(at + 2)}`;
  return [fit(line.slice(0, at), 98), paint.bad(fit(below, 98))];
}

/** What a line of a tree begins with: `│  ├─ `. */
function branchOf(line: string): string {
  return /^[│├└─ ]*/.exec(line)?.[0] ?? '';
}

/** The recorded exception: each error of the chain of causes, with the first place of its stack. */
function exceptionLines(trace: readonly TestSpan[]): string[] {
  const exception = trace
    .find(({ kind }) => kind === 'server')
    ?.events.find(({ name }) => name === 'exception');
  const stack = textOf(exception?.attributes['exception.stacktrace'] ?? '').split('\n');
  return stack
    .filter((line, index) => !isFrame(line) || !isFrame(stack[index - 1] ?? ''))
    .map((line) => paint.dim(fit(isFrame(line) ? `  ${line.trim()}` : line, 98)));
}

function isFrame(line: string): boolean {
  return line.trimStart().startsWith('at ');
}

/** All spans of the largest trace whose request failed in the service. */
export function failedTrace({ spans }: Pick<Evidence, 'spans'>): readonly TestSpan[] {
  const traces = [...groupBy(spans, (span) => span.traceId).values()];
  const failed = traces.filter((trace) =>
    trace.some(({ kind, status }) => kind === 'server' && status.code === 'error'),
  );
  // A trace that began here reads best; then the one with most to see.
  const rank = (trace: readonly TestSpan[]): number =>
    trace.length + (trace.some(({ parentIsRemote }) => parentIsRemote) ? 0 : 100);
  return failed.toSorted((a, b) => rank(b) - rank(a))[0] ?? [];
}
