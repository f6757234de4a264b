import type { Targets } from '../../../define/targets.ts';
import type { Words } from '../../../promql/words.ts';

/** What alerts on Collectors are told apart by; of several replicas, the worst counts. */
export const BY_COLLECTOR = ['deployment.environment.name', 'service.name'] as const;

/** What the Collector handles, and what it calls the pieces. */
const PIECES = [
  ['traces', 'spans'],
  ['metrics', 'metric_points'],
  ['logs', 'log_records'],
] as const;

/** The Collectors that Prometheus scrapes by its configuration: their `service.name`, and how many there are at least. */
export function expectedCollectors({ collector }: Targets): readonly [name: string, count: number] {
  return collector.mode === 'single'
    ? ['otel-collector', 1]
    : ['otel-collector-gateway', collector.replicas];
}

/**
 * Pieces per second of all three signals, told apart by `otel_signal`: each has a counter of its own.
 *
 * @param nameOf - The counter of a signal's pieces.
 */
export function perSignal(
  q: Words,
  selector: string,
  window: string,
  nameOf: (pieces: string) => string,
): string {
  return PIECES.map(
    ([signal, pieces]) =>
      `label_replace(rate(${q.metric(nameOf(pieces))}{${selector}}[${window}]), "otel_signal", "${signal}", "", "")`,
  ).join(' or ');
}
