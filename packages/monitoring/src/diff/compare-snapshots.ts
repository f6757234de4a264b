import { compareMetrics } from './compare-metrics.ts';
import type { Difference } from './difference.ts';
import type { Snapshot } from './snapshot.ts';

/** Everything that differs between two snapshots: what breaks first, each kind in order of place. */
export function compareSnapshots(before: Snapshot, after: Snapshot): Difference[] {
  const differences = [
    ...compareMetrics(before, after),
    ...compareRecorded(before, after),
    ...compareAlerts(before, after),
    ...compareTexts('thresholds', before.thresholds, after.thresholds),
    ...compareTexts('slos', before.slos, after.slos),
    ...compareTexts('routes', joined(before.routes), joined(after.routes)),
    ...compareTexts('dashboards', before.dashboards, after.dashboards),
  ];
  return [
    ...differences.filter(({ breaks }) => breaks.length > 0),
    ...differences.filter(({ breaks }) => breaks.length === 0),
  ];
}

function compareRecorded(before: Snapshot, after: Snapshot): Difference[] {
  return Object.entries(before.recorded).flatMap(([record, { labels, usedBy }]): Difference[] => {
    const place = `recording/${record}`;
    const now = after.recorded[record];
    if (now === undefined) return [{ place, message: 'is no longer recorded.', breaks: usedBy }];
    const lost = labels.filter((label) => !now.labels.includes(label));
    return lost.length === 0
      ? []
      : [{ place, message: `has lost the labels ${lost.join(', ')}.`, breaks: usedBy }];
  });
}

function compareAlerts(before: Snapshot, after: Snapshot): Difference[] {
  const texts = ({ alerts }: Snapshot): Record<string, string> =>
    Object.fromEntries(
      Object.entries(alerts).map(([name, alert]) => [
        name,
        `${alert.severity} to ${alert.teams.join(', ')} after ${alert.for}`,
      ]),
    );
  return compareTexts('alerts', texts(before), texts(after));
}

function compareTexts(
  kind: string,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): Difference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names
    .filter((name) => before[name] !== after[name])
    .map((name) => {
      const [was, is] = [before[name], after[name]];
      const message =
        was === undefined
          ? `is new: ${is}.`
          : is === undefined
            ? `is gone; it was ${was}.`
            : `was ${was} and is ${is}.`;
      return { place: `${kind}/${name}`, message, breaks: [] };
    });
}

function joined(routes: Snapshot['routes']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(routes).map(([name, receivers]) => [name, receivers.join(', ') || 'nobody']),
  );
}
