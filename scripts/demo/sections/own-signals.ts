import type { TestPoint } from '@fluxora/telemetry-testing';
import type { Evidence } from '../evidence.ts';
import { WIDTH, heading, indent, paint, textOf, wrap } from '../style.ts';

/** Not all that there is: capacities and what is under way say little once the service has stopped. */
const SELF_METRICS =
  /^fluxora\.telemetry\.|^otel\.sdk\..*\.(created|started|processed|exported|collection\.duration)$/;

/** The metrics that the service declares itself, and those that telemetry keeps about itself. */
export function ownSignalsSection(evidence: Evidence): string {
  return [
    heading("The service's own metrics", 'declared in its catalog; of durations the mean'),
    indent(metricLines(evidence, (name) => name.startsWith('forecast_api.'))),
    heading('Telemetry about itself'),
    indent(metricLines(evidence, (name) => SELF_METRICS.test(name))),
  ].join('\n');
}

function metricLines({ metrics }: Evidence, isWanted: (name: string) => boolean): string {
  const wanted = metrics
    .filter(({ name }) => isWanted(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const width = Math.max(0, ...wanted.map(({ name }) => name.length));
  return wanted
    .map(({ name, points }) => {
      const values = points.map((point) => `${labels(point)}${valueOf(point)}`);
      const lines = wrap(values, WIDTH - 4 - width);
      return `${paint.dim(name.padEnd(width))}  ${lines.join(`\n${' '.repeat(width + 2)}`)}`;
    })
    .join('\n');
}

/** What distinguishes one exporter or processor of the same kind from another is of no interest here. */
const UNINTERESTING = /^(otel\.component\.|server\.|otel\.span\.sampling_result$)/;

/** The values of the attributes are enough to tell the series of one metric apart. */
function labels({ attributes }: TestPoint): string {
  const values = Object.entries(attributes)
    .filter(([key]) => !UNINTERESTING.test(key))
    .map(([, value]) => textOf(value));
  return values.length > 0 ? `${values.join(' ')} ` : '';
}

function valueOf({ value, count = 0, sum = 0 }: TestPoint): string {
  return value === undefined
    ? `${count}× ${((sum / count) * 1000).toFixed(2)} ms`
    : String(Math.round(value * 100) / 100);
}
