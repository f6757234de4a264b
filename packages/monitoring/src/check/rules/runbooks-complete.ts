import { runbookEntries } from '../../outputs/runbooks/runbook-entry.ts';
import type { Runbook } from '../../rules/alert-source.ts';
import type { CheckRule } from '../check-rule.ts';

const MAX_AGE_MONTHS = 6;

/** Runbooks say what an awakened person needs, and somebody has read them in the last six months. */
export const runbooksComplete: CheckRule = (plan) =>
  runbookEntries(plan).flatMap(({ source: { area, name, runbook } }) =>
    messagesOf(runbook, plan.monitoring.today).map((message) => ({
      place: `alerts/${area}/${name}/runbook`,
      message,
    })),
  );

function messagesOf(runbook: Runbook, today: string): string[] {
  const { meaning, impact, diagnosis, mitigation, escalation, reviewed } = runbook;
  const texts = { meaning, impact, escalation };
  const isStale = addMonths(reviewed, MAX_AGE_MONTHS) < today;
  return [
    ...Object.entries(texts)
      .filter(([, text]) => text.trim() === '')
      .map(([name]) => `has no ${name}. Write a sentence.`),
    ...(diagnosis.length === 0 ? ['has no diagnosis. Write at least one step.'] : []),
    ...(mitigation.length === 0 ? ['has no mitigation. Write at least one step.'] : []),
    ...[...diagnosis.map(({ step }) => step), ...mitigation]
      .filter((step) => step.trim() === '')
      .map(() => 'has an empty step. Write a sentence, or remove it.'),
    ...(isStale
      ? [
          `was last read on ${reviewed}, more than ${MAX_AGE_MONTHS} months before ${today}. Read it, correct it, and set reviewed.`,
        ]
      : []),
    ...(reviewed > today
      ? [`was read on ${reviewed}, which is after ${today}. Correct the day.`]
      : []),
  ];
}

/** The same day some months later; the last one of the month where it has fewer. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last)))
    .toISOString()
    .slice(0, 10);
}
