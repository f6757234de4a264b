import type { OutputFile } from '../output.ts';
import { page, readable, table } from './markdown.ts';
import type { RunbookEntry } from './runbook-entry.ts';

/** Every page by area, those that wake somebody first. */
export function runbookIndex(entries: readonly RunbookEntry[]): OutputFile {
  const areas = [...new Set(entries.map(({ source }) => source.area))].toSorted();
  return {
    path: 'runbooks/README.md',
    content: page([
      '# Runbooks',
      'One page for each alert: what it means, who notices, where to look, what to do, whom to tell. A **page** is told at once, at any hour; a ticket can wait for working hours.',
      ...areas.flatMap((area) => [`## ${area}`, areaTable(entries, area)]),
    ]),
  };
}

function areaTable(entries: readonly RunbookEntry[], area: string): string {
  const members = entries
    .filter(({ source }) => source.area === area)
    .toSorted((a, b) => rank(a) - rank(b));
  return table(
    ['alert', 'severity', 'says', 'reviewed'],
    members.map(({ source }) => [
      `[${source.name}](${source.name}.md)`,
      source.severity === 'page' ? '**page**' : source.severity,
      readable(source.summary),
      source.runbook.reviewed,
    ]),
  );
}

function rank({ source }: RunbookEntry): number {
  return ['page', 'ticket', 'none'].indexOf(source.severity);
}
