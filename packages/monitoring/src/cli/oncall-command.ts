import { parseArgs } from 'node:util';
import { DateTime } from 'luxon';
import type { Monitoring } from '../define/monitoring.ts';
import type { Person, Rotation } from '../define/on-call.ts';
import { DAY_MS, MINUTE_MS } from '../oncall/local-time.ts';
import { turnsBetween, type Turn } from '../oncall/turns.ts';
import { COMMON_OPTIONS, type Command, type ExitCode, type Outputs } from './command-line.ts';
import { loadConfig } from './load-config.ts';
import { writeProblems } from './write-problems.ts';

export const ONCALL_HELP = `Usage: fluxora-monitoring oncall [rotation] [options]

Says who is on call, and the next handovers.

Options
  --at INSTANT        Another instant than now, as 2026-12-24T08:00:00+01:00. Without an offset it is a time of the
                      rotation's zone.
  --next N            How many handovers. 0 to 100. Default: 3.
  --config FILE       Module whose default export is the definition.
  --json              Print the result as JSON (schemaVersion 1).
  -h, --help          Print this text.

Exit code: 0 somebody is on call, 1 nobody is (the rotation has not begun), 2 a wrong command line.
`;

const OPTIONS = {
  ...COMMON_OPTIONS,
  at: { type: 'string' },
  next: { type: 'string', default: '3' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Handovers are looked for so far ahead: a turn is a year at most. */
const AHEAD_DAYS = 366;

/** One rotation at an instant, as `--json` prints it. Instants are ISO 8601 in the rotation's zone. */
interface OnCallReport {
  readonly rotation: string;
  readonly timeZone: string;
  readonly at: string;
  /** `null` before the rotation begins. */
  readonly onCall: Contact | null;
  /** `null` when nobody follows within a year. */
  readonly until: string | null;
  readonly standsInFor?: string;
  readonly next: readonly (Contact & { readonly from: string })[];
}

type Contact = Pick<Person, 'id' | 'name' | 'email' | 'phone'>;

/**
 * `fluxora-monitoring oncall`: says who is on call.
 *
 * @param args - The words after `oncall`.
 * @param now - Milliseconds since 1970. @defaultValue the present
 */
export function runOnCall(
  args: readonly string[],
  monitoring: Monitoring,
  { stdout, stderr }: Outputs,
  now: number = Date.now(),
): ExitCode {
  const { values, positionals } = parseOnCallArgs(args);
  const fail = (message: string): ExitCode => {
    stderr.write(`telemetry/monitoring/oncall: ${message}\n`);
    return 2;
  };
  const names = Object.keys(monitoring.oncall);
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    return fail(
      `there is no rotation "${unknown}". Name one of: ${names.join(', ') || 'none is declared'}.`,
    );
  }
  if (names.length === 0) return fail('no rotation is declared. Add one to oncall.');
  const count = /^\d+$/.test(values.next) ? Number(values.next) : Number.NaN;
  if (!(count <= 100)) return fail(`--next is "${values.next}". Use a whole number from 0 to 100.`);
  const reports: OnCallReport[] = [];
  for (const name of positionals.length > 0 ? positionals : names) {
    const rotation = monitoring.oncall[name];
    if (rotation === undefined) continue;
    const at = values.at === undefined ? now : parseInstant(values.at, rotation.timeZone);
    if (at === undefined) {
      return fail(`--at is "${values.at}", no instant. Write it as 2026-12-24T08:00:00+01:00.`);
    }
    reports.push(reportOf(name, rotation, at, count));
  }
  stdout.write(
    values.json
      ? `${JSON.stringify({ schemaVersion: 1, rotations: reports }, null, 2)}\n`
      : reports.map(formatReport).join('\n'),
  );
  return reports.some(({ onCall }) => onCall === null) ? 1 : 0;
}

/** The same as a command, which loads the definition first. */
export const onCallCommand: Command = async (args, outputs) => {
  const { values } = parseOnCallArgs(args);
  if (values.help) {
    outputs.stdout.write(ONCALL_HELP);
    return 0;
  }
  const config = await loadConfig(values.config);
  if ('monitoring' in config) return runOnCall(args, config.monitoring, outputs);
  writeProblems(outputs.stderr, config.problems, 'Nobody can be named.');
  return config.exitCode;
};

/** Throws what `parseArgs` throws; the command line turns it into a message. */
function parseOnCallArgs(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
}

function parseInstant(text: string, zone: string): number | undefined {
  const instant = DateTime.fromISO(text, { zone });
  return instant.isValid ? instant.toMillis() : undefined;
}

function reportOf(name: string, rotation: Rotation, at: number, count: number): OnCallReport {
  const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
  const { turns, until: limit } = turnsFrom(rotation, minute, count);
  const [current] = turns.filter(({ from }) => from === minute);
  const iso = (instant: number): string =>
    DateTime.fromMillis(instant, { zone: rotation.timeZone }).toISO({
      suppressMilliseconds: true,
    }) ?? '';
  return {
    rotation: name,
    timeZone: rotation.timeZone,
    at: iso(at),
    onCall: current ? contact(rotation, current) : null,
    until: current && current.to < limit ? iso(current.to) : null,
    ...(current?.standsInFor !== undefined && {
      standsInFor: contact(rotation, { person: current.standsInFor }).name,
    }),
    next: turns
      .filter((turn) => turn !== current)
      .slice(0, count)
      .map((turn) => ({ ...contact(rotation, turn), from: iso(turn.from) })),
  };
}

/** So many turns and one more, where there are, and the instant up to which was looked. A little at first: a year of nights is long. */
function turnsFrom(
  rotation: Rotation,
  from: number,
  count: number,
): { readonly turns: readonly Turn[]; readonly until: number } {
  for (let days = 8; ; days = Math.min(days * 4, AHEAD_DAYS)) {
    const until = from + days * DAY_MS;
    const turns = handovers(turnsBetween(rotation, from, until));
    if (turns.length > count + 1 || days === AHEAD_DAYS) return { turns, until };
  }
}

/** Turns of one person that follow each other hand nothing over, also when the second is for somebody else. */
function handovers(turns: readonly Turn[]): Turn[] {
  const joined: Turn[] = [];
  for (const turn of turns) {
    const last = joined.at(-1);
    if (last?.person === turn.person && last.to === turn.from) {
      joined[joined.length - 1] = { ...last, to: turn.to };
    } else joined.push(turn);
  }
  return joined;
}

function contact(rotation: Rotation, { person }: Pick<Turn, 'person'>): Contact {
  const found = rotation.people.find(({ id }) => id === person);
  const { id = person, name = person, email = '', phone } = found ?? {};
  return { id, name, email, ...(phone !== undefined && { phone }) };
}

function formatReport(report: OnCallReport): string {
  const { rotation, onCall, until, standsInFor, next, timeZone } = report;
  const show = (iso: string): string =>
    DateTime.fromISO(iso, { zone: timeZone }).toFormat('ccc yyyy-MM-dd HH:mm', { locale: 'en' });
  if (onCall === null) return lines(`${rotation}: nobody`, next, show);
  const { name, email, phone } = onCall;
  const contacts = [phone, email].filter(Boolean).join(', ');
  const end = until === null ? '' : ` until ${show(until)}`;
  const instead = standsInFor === undefined ? '' : `, stands in for ${standsInFor}`;
  return lines(`${rotation}: ${name} (${contacts})${end}${instead}`, next, show);
}

function lines(first: string, next: OnCallReport['next'], show: (iso: string) => string): string {
  return [first, ...next.map(({ from, name }) => `  ${show(from)}  ${name}`), ''].join('\n');
}
