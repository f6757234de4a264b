import type { MetricSnapshot, Snapshot } from './snapshot.ts';
import type { Difference } from './difference.ts';

/** What became of the metrics, and whom that breaks: those who read what is no longer so. */
export function compareMetrics(before: Snapshot, after: Snapshot): Difference[] {
  const added = Object.keys(after.metrics).filter((name) => !Object.hasOwn(before.metrics, name));
  const changed = Object.entries(before.metrics).flatMap(([name, metric]) => {
    const now = after.metrics[name];
    return now ? changesOf(name, metric, now) : [removal(name, metric, after, added)];
  });
  return [
    ...changed,
    ...added.map((name): Difference => {
      const { kind, unit } = after.metrics[name] as MetricSnapshot;
      return {
        place: `metrics/${name}`,
        message: `is new: a ${kind} in ${unit || 'no unit'}.`,
        breaks: [],
      };
    }),
  ];
}

function removal(
  name: string,
  metric: MetricSnapshot,
  after: Snapshot,
  added: readonly string[],
): Difference {
  const heir = added.find((other) => isHeir(name, metric, other, after.metrics[other]));
  const message = heir
    ? `is gone; "${heir}" may be its new name.`
    : 'is gone: nobody declares it any more.';
  return { place: `metrics/${name}`, message, breaks: Object.keys(metric.usedBy) };
}

/** Of the same kind, and alike in name or in labels. */
function isHeir(
  name: string,
  metric: MetricSnapshot,
  other: string,
  now?: MetricSnapshot,
): boolean {
  if (now?.kind !== metric.kind) return false;
  const words = name.split(/[._]/);
  const others = other.split(/[._]/);
  const shared = words.filter((word) => others.includes(word)).length;
  const share = shared / Math.max(words.length, others.length);
  const hasSameLabels =
    Object.keys(metric.labels).join() === Object.keys(now.labels).join() &&
    metric.unit === now.unit;
  return share >= 0.6 || (hasSameLabels && share >= 0.4);
}

function changesOf(name: string, before: MetricSnapshot, after: MetricSnapshot): Difference[] {
  const place = `metrics/${name}`;
  const readers = Object.keys(before.usedBy);
  const readersOf = (label: string): string[] =>
    readers.filter((reader) => before.usedBy[reader]?.includes(label));
  const differences: Difference[] = [];
  const tell = (message: string, breaks: readonly string[]): void => {
    differences.push({ place, message, breaks });
  };
  if (before.kind !== after.kind) {
    tell(`was a ${before.kind} and is a ${after.kind}.`, readers);
  }
  const isRenamed = before.stored.join() !== after.stored.join();
  if (before.unit !== after.unit) {
    tell(
      `had the unit "${before.unit}" and has "${after.unit}": its values mean something else.`,
      readers,
    );
  } else if (isRenamed && before.kind === after.kind) {
    tell(`was stored as ${before.stored[0]} and is stored as ${after.stored[0]}.`, readers);
  }
  for (const [label, values] of Object.entries(before.labels)) {
    const now = after.labels[label];
    if (now === undefined) {
      tell(`has lost the label "${label}".`, readersOf(label));
      continue;
    }
    const gone = now.length === 0 ? [] : values.filter((value) => !now.includes(value));
    const more = values.length === 0 ? [] : now.filter((value) => !values.includes(value));
    if (gone.length > 0) tell(`never has ${label} ${list(gone)} any more.`, readersOf(label));
    if (more.length > 0) tell(`may have ${label} ${list(more)}.`, []);
  }
  for (const label of Object.keys(after.labels).filter(
    (each) => !Object.hasOwn(before.labels, each),
  )) {
    tell(`has the new label "${label}": it has more series than before.`, []);
  }
  const lost = before.buckets.filter((bound) => !after.buckets.includes(bound));
  const won = after.buckets.filter((bound) => !before.buckets.includes(bound));
  if (lost.length > 0) tell(`has lost the buckets up to ${lost.join(', ')}.`, readersOf('le'));
  if (won.length > 0) tell(`has new buckets up to ${won.join(', ')}.`, []);
  return differences;
}

function list(values: readonly string[]): string {
  return values.map((value) => `"${value}"`).join(', ');
}
