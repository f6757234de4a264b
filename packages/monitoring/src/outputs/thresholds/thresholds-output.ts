import type { Plan } from '../../plan.ts';
import type { ThresholdName } from '../../rules/thresholds.ts';
import type { Output } from '../output.ts';
import { page, table } from '../runbooks/markdown.ts';
import { runbookEntries, type RunbookEntry } from '../runbooks/runbook-entry.ts';
import { thresholdCells, THRESHOLD_HEAD } from './threshold-cells.ts';

/** Every limit with its reason, the day by which it is looked at again, and the alerts that read it. */
export const thresholdsOutput: Output = {
  name: 'thresholds',
  files: (plan) => [{ path: 'thresholds.md', content: content(plan) }],
};

function content(plan: Plan): string {
  const entries = runbookEntries(plan);
  const names = Object.keys(plan.monitoring.thresholds) as ThresholdName[];
  const areas = [...new Set(names.map((name) => areaOf(name, entries)))];
  return page([
    '# Thresholds',
    'Every limit that decides whether somebody is told. To change one, give another value with its reason and the next day of review under `thresholds` of the definition.',
    ...areas.flatMap((area) => [
      `## ${area}`,
      table(
        [...THRESHOLD_HEAD, 'alerts'],
        names
          .filter((name) => areaOf(name, entries) === area)
          .map((name) => [
            ...thresholdCells(name, plan.monitoring.thresholds[name]),
            readersOf(name, entries)
              .map(({ source }) => `[${source.name}](runbooks/${source.name}.md)`)
              .join(', '),
          ]),
      ),
    ]),
  ]);
}

function readersOf(name: ThresholdName, entries: readonly RunbookEntry[]): RunbookEntry[] {
  return entries.filter(({ source }) => source.thresholds?.includes(name));
}

/** That of the first alert that reads it. An alert may be left out, as with a server that nobody runs. */
function areaOf(name: ThresholdName, entries: readonly RunbookEntry[]): string {
  return readersOf(name, entries)[0]?.source.area ?? 'not in use';
}
