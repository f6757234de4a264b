import type { Plan } from '../../plan.ts';
import type { Problem } from '../../problems.ts';
import { ALERT_SOURCES } from '../../rules/alerts/index.ts';
import { SLO_ALERT_SOURCES } from '../../rules/slos/index.ts';
import { LOG_ALERTS } from '../loki/alerts/index.ts';
import { runbookEntries, type RunbookEntry, type RunbookSource } from './runbook-entry.ts';

/** Words of somebody who meant to write the page later. */
const PLACEHOLDER = /\b(?:TODO|TBD|FIXME|XXX|lorem ipsum|to be (?:written|done|defined))\b/i;

/** Looks like the name of an alert: two words or more, written as one. */
const ALERT_NAME = /\b(?:[A-Z][a-z]+){2,}\b/g;

/** Names of things that are written so as well. */
const OTHER_NAMES = new Set([
  'JavaScript',
  'TypeScript',
  'OpenTelemetry',
  'GitHub',
  'PagerDuty',
  'PgBouncer',
]);

const LEAST_WORDS = 3;

/**
 * What is wrong with the words of runbooks: placeholders, sections that say nothing, references to alerts that there are not, and
 * two alerts that would share a page. Whether sections are there at all, and were read lately, is for `check`.
 */
export function runbookProblems(plan: Plan): Problem[] {
  const entries = runbookEntries(plan);
  const known = new Set(
    [...SLO_ALERT_SOURCES, ...ALERT_SOURCES, ...LOG_ALERTS, ...plan.monitoring.alerts].map(
      ({ name }) => name,
    ),
  );
  return [
    ...entries.flatMap((entry) => textProblems(entry, known)),
    ...entries.flatMap(queryProblems),
    ...sharedPages(entries),
  ];
}

function textProblems({ source }: RunbookEntry, known: ReadonlySet<string>): Problem[] {
  return textsOf(source).flatMap(([section, text]) => {
    const place = `${placeOf(source)}/${section}`;
    const placeholder = PLACEHOLDER.exec(text)?.[0];
    const unknown = Array.from(text.matchAll(ALERT_NAME), ([name]) => name).filter(
      (name) => !known.has(name) && !OTHER_NAMES.has(name),
    );
    return [
      ...(placeholder === undefined
        ? []
        : [
            {
              place,
              message: `says "${placeholder}". Write what somebody needs at three in the morning.`,
            },
          ]),
      ...(text.split(/\s+/).length < LEAST_WORDS
        ? [{ place, message: `says "${text}", which helps nobody. Write a sentence.` }]
        : []),
      ...unknown.map((name) => ({
        place,
        message: `names "${name}", which is no alert. Correct the name, or write it as two words.`,
      })),
    ];
  });
}

function textsOf({ runbook }: RunbookSource): [section: string, text: string][] {
  return [
    ['meaning', runbook.meaning],
    ['impact', runbook.impact],
    ...runbook.diagnosis.map(({ step }, index): [string, string] => [
      `diagnosis/${index + 1}`,
      step,
    ]),
    ...runbook.mitigation.map((step, index): [string, string] => [`mitigation/${index + 1}`, step]),
    ['escalation', runbook.escalation],
  ];
}

/** Of alerts on metrics: Explore shows those. */
function queryProblems({ source, language }: RunbookEntry): Problem[] {
  const { diagnosis } = source.runbook;
  return language === 'promql' &&
    diagnosis.length > 0 &&
    diagnosis.every((step) => step.query === undefined)
    ? [
        {
          place: `${placeOf(source)}/diagnosis`,
          message: 'has no query. Give at least one step a query: it saves minutes that count.',
        },
      ]
    : [];
}

function sharedPages(entries: readonly RunbookEntry[]): Problem[] {
  const names = entries.map(({ source }) => source.name);
  return entries
    .filter(({ source }, index) => names.indexOf(source.name) !== index)
    .map(({ source }) => ({
      place: placeOf(source),
      message: `belongs to a second alert named "${source.name}": both would write the same page. Rename one.`,
    }));
}

function placeOf({ area, name }: RunbookSource): string {
  return `alerts/${area}/${name}/runbook`;
}
