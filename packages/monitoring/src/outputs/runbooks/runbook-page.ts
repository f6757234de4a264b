import { storedLabel } from '../../naming/naming.ts';
import { thresholdCells, THRESHOLD_HEAD } from '../thresholds/threshold-cells.ts';
import type { OutputFile } from '../output.ts';
import { contactsOf } from './contacts.ts';
import { exploreLink } from './explore-link.ts';
import { linked, page, readable, table } from './markdown.ts';
import { runbookPath, type RunbookEntry } from './runbook-entry.ts';

/**
 * The page that somebody opens who was woken up by an alert: what it means, who notices, where to look, what to do, whom to tell.
 *
 * @param all - Every alert, for references.
 */
export function runbookPage(entry: RunbookEntry, all: readonly RunbookEntry[]): OutputFile {
  const { source } = entry;
  const { runbook } = source;
  const others = new Set(
    all.map((each) => each.source.name).filter((name) => name !== source.name),
  );
  const say = (text: string): string => linked(text, others);
  return {
    path: runbookPath(source.name),
    content: page([
      `# ${source.name}`,
      `> ${readable(source.summary)}`,
      readable(source.description),
      facts(entry),
      '## Meaning',
      say(runbook.meaning),
      '## Impact',
      say(runbook.impact),
      '## Diagnosis',
      steps(entry, say),
      '## Mitigation',
      runbook.mitigation.map((step) => `- ${say(step)}`).join('\n'),
      '## Escalation',
      say(runbook.escalation),
      contacts(entry),
      ...thresholds(entry),
      ...related(entry, all),
      '## Rule',
      ...rules(entry),
      '## Last reviewed',
      `${runbook.reviewed}. It is stale six months later: read it again, correct it, and set \`reviewed\`.`,
    ]),
  };
}

function facts({ source, rules: each, context }: RunbookEntry): string {
  const { grafanaUrl } = context.monitoring.targets;
  return table(
    ['severity', 'area', 'holds for', 'teams', 'dashboard'],
    [
      [
        source.severity,
        source.area,
        source.for + (source.keepFiringFor ? `, stays for ${source.keepFiringFor}` : ''),
        each.map(({ team }) => team).join(', '),
        `[${source.dashboard}](${grafanaUrl}/d/fluxora-${source.dashboard})`,
      ],
    ],
  );
}

function steps({ source, context }: RunbookEntry, say: (text: string) => string): string {
  const { grafanaUrl } = context.monitoring.targets;
  return source.runbook.diagnosis
    .map((each, index) => {
      const text = `${index + 1}. ${say(each.step)}`;
      const expr = each.query?.(context);
      return expr === undefined
        ? text
        : `${text} [Query](${exploreLink(grafanaUrl, expr)})\n\n${indented(block('promql', expr))}`;
    })
    .join('\n\n');
}

function contacts({ source, rules: each, context: { monitoring } }: RunbookEntry): string {
  const names = new Set(each.map(({ team }) => team));
  return monitoring.teams
    .filter(({ name }) => names.has(name))
    .flatMap((team) => {
      const [first = '', ...further] = contactsOf(team, source.severity);
      return [`- ${first}`, ...further.map((line) => `  - ${line}`)];
    })
    .join('\n');
}

function thresholds({ source, context: { monitoring } }: RunbookEntry): string[] {
  const names = source.thresholds ?? [];
  if (names.length === 0) return [];
  return [
    '## Thresholds',
    table(
      THRESHOLD_HEAD,
      names.map((name) => thresholdCells(name, monitoring.thresholds[name])),
    ),
    'All of them are listed in [thresholds.md](../thresholds.md).',
  ];
}

function related({ source }: RunbookEntry, all: readonly RunbookEntry[]): string[] {
  const names = new Set(all.map((each) => each.source.name));
  const silences = (source.inhibits ?? []).filter(({ alert }) => names.has(alert) || alert === '*');
  const silencedBy = all.flatMap((each) =>
    (each.source.inhibits ?? [])
      .filter(({ alert }) => alert === source.name || alert === '*')
      .map(({ equal }) => ({ alert: each.source.name, equal })),
  );
  const line = (word: string, alert: string, equal: readonly string[]): string =>
    `- ${word} ${alert === '*' ? 'every other alert' : `[${alert}](${alert}.md)`}${
      equal.length > 0
        ? ` with the same ${equal.map((label) => `\`${storedLabel(label)}\``).join(', ')}`
        : ''
    }`;
  const lines = [
    ...silences.map(({ alert, equal }) => line('While it fires, it silences', alert, equal)),
    ...silencedBy
      .filter(({ alert }) => alert !== source.name)
      .map(({ alert, equal }) => line('It is silenced by', alert, equal)),
  ];
  return lines.length > 0 ? ['## Related alerts', lines.join('\n')] : [];
}

function rules({ rules: each, language }: RunbookEntry): string[] {
  return each.flatMap(({ team, expr }) => [
    ...(each.length > 1 ? [`For team ${team}:`] : []),
    block(language, expr),
  ]);
}

function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** Below the item of a list. */
function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `   ${line}`))
    .join('\n');
}
