import { groupBy } from '../group-by.ts';
import { traceTree, type TestSpan } from '@fluxora/telemetry-testing';
import type { Evidence } from '../evidence.ts';
import { fit, heading, indent, paint } from '../style.ts';

const SHOWN = ['http.response.status_code', 'fluxora.site', 'forecast_api.attempt'];

/** A trace in which something failed, drawn as a tree. */
export function traceSection(evidence: Evidence): string {
  const trace = failedTrace(evidence);
  if (trace.length === 0) return `${heading('A trace with an error in it')}\n  none arrived`;
  const tree = traceTree(trace, { attributes: SHOWN })
    .split('\n')
    .map((line) => fit(line, 98))
    .map((line) => (line.includes('error: ') ? paint.bad(line) : line))
    .join('\n');
  const title = heading('A trace with an error in it', `trace ${trace[0]?.traceId}`);
  return `${title}\n${indent(tree)}`;
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
