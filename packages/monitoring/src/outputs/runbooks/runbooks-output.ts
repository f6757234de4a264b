import type { Output } from '../output.ts';
import { runbookEntries } from './runbook-entry.ts';
import { runbookIndex } from './runbook-index.ts';
import { runbookPage } from './runbook-page.ts';
import { runbookProblems } from './runbook-problems.ts';

/** A page for each alert, and a list of them. */
export const runbooksOutput: Output = {
  name: 'runbooks',
  files: (plan) => {
    const entries = runbookEntries(plan);
    return [runbookIndex(entries), ...entries.map((entry) => runbookPage(entry, entries))];
  },
  problems: runbookProblems,
};
