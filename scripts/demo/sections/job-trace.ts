import { traceTree, type TestSpan } from '@fluxora/telemetry-testing';
import type { Evidence } from '../evidence.ts';
import { SHOWN_RUN } from '../runs/planned-run.ts';
import { fit, heading, indent } from '../style.ts';

const SHOWN = ['service', 'fluxora.job.name', 'http.response.status_code', 'fluxora.job.outcome'];

/** One trace through both services: API, queue, worker, API. */
export function jobTraceSection(evidence: Evidence): string {
  const spans = traceOfRun(evidence, SHOWN_RUN);
  const title = 'One trace: API → queue → worker → API';
  if (spans.length === 0) return `${heading(title)}\n  none arrived`;
  const told = spans.map((span) => ({
    ...span,
    attributes: { ...span.attributes, service: span.resource['service.name'] },
  }));
  const tree = traceTree(told, { attributes: SHOWN }).split('\n');
  return [
    heading(title, `trace ${spans[0]?.traceId}`),
    indent(tree.map((line) => fit(short(line), 98)).join('\n')),
  ].join('\n');
}

/** All spans, of both services, of the trace that a run is. */
export function traceOfRun(evidence: Evidence, run: string): readonly TestSpan[] {
  const traceId = evidence.worker.serverSpans(run)[0]?.traceId;
  return [...evidence.spans, ...evidence.worker.spans].filter(
    (span) => traceId !== undefined && span.traceId === traceId,
  );
}

/** A tree leaves little room for keys. */
function short(line: string): string {
  return line
    .replace('service=forecast-', '')
    .replaceAll(/[\w.]+\.(name|status_code|outcome)=/g, '');
}
