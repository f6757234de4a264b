import type { Ingest } from '../define/targets.ts';
import { storedLabel, storedName, type HistogramPart } from '../naming/naming.ts';
import type { SignalIndex } from '../signals/signal-index.ts';
import { RESOURCE_ATTRIBUTES } from '../naming/resource-labels.ts';

/** How queries name things, so that nothing can be named that nobody emits. Throws `UnknownName` at generation. */
export interface Words {
  readonly ingest: Ingest;
  /**
   * The stored name of a declared metric: `metric('http.server.request.duration', 'count')`.
   * A histogram needs its part; others have none.
   */
  metric(name: string, part?: HistogramPart): string;
  /** The label of an attribute that some metric declares, or of a promoted resource attribute. */
  label(attribute: string): string;
  /** Several labels, for `by (…)`: `labels('service.name', 'http.route')`. */
  labels(...attributes: readonly string[]): string;
  /** `deployment_environment_name, service_name` and what is given: how nearly every recorded series is grouped. */
  byService(...attributes: readonly string[]): string;
}

/** A query named a metric or an attribute that nobody declares. */
export class UnknownName extends Error {}

export function createWords(signals: SignalIndex, ingest: Ingest): Words {
  const attributes = new Set<string>([
    ...RESOURCE_ATTRIBUTES,
    'le',
    ...signals.all().flatMap((metric) => metric.attributes),
  ]);
  const label = (attribute: string): string => {
    if (!attributes.has(attribute)) {
      throw new UnknownName(
        `attribute "${attribute}" is carried by no metric of the catalogs. Declare it, or correct the name.`,
      );
    }
    return storedLabel(attribute, ingest);
  };
  const labels = (...names: readonly string[]): string => names.map(label).join(', ');
  return {
    ingest,
    label,
    labels,
    byService: (...names) => labels('deployment.environment.name', 'service.name', ...names),
    metric(name, part) {
      const metric = signals.get(name);
      if (metric === undefined) {
        const near = signals.similar(name);
        throw new UnknownName(
          `metric "${name}" is emitted by nobody. ` +
            (near.length > 0
              ? `Did you mean ${near.join(', ')}?`
              : 'Declare it in a catalog or list it as foreign.'),
        );
      }
      if ((metric.kind === 'histogram') !== (part !== undefined)) {
        throw new UnknownName(
          metric.kind === 'histogram'
            ? `metric "${name}" is a histogram. Name its part: bucket, sum or count.`
            : `metric "${name}" is a ${metric.kind} and has no ${part}. Leave the part out.`,
        );
      }
      return storedName(metric, ingest, part);
    },
  };
}
