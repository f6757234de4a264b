import { parseArgs } from 'node:util';
import { DateTime } from 'luxon';
import type { Monitoring } from '../define/monitoring.ts';
import type { Person, Rotation } from '../define/on-call.ts';
import { DAY_MS, MINUTE_MS } from '../oncall/local-time.ts';
import { turnsBetween, type Turn } from '../oncall/turns.ts';
import { COMMON_OPTIONS, type ExitCode, type Outputs } from './command-line.ts';

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
  if (values.help) {
    stdout.write(ONCALL_HELP);
    return 0;
  }
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

/** Throws what `parseArgs` throws; the command line turns it into a message. */
export function parseOnCallArgs(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
}

function parseInstant(text: string, zone: string): number | undefined {
  const instant = DateTime.fromISO(text, { zone });
  return instant.isValid ? instant.toMillis() : undefined;
}

function reportOf(name: string, rotation: Rotation, at: number, count: number): OnCallReport {
  const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
  const turns = turnsUntil(rotation, minute, count);
  const current = turns[0]?.from === minute ? turns[0] : undefined;
  const iso = (instant: number): string =>
    DateTime.fromMillis(instant, { zone: rotation.timeZone }).toISO({
      suppressMilliseconds: true,
    }) ?? '';
  return {
    rotation: name,
    timeZone: rotation.timeZone,
    at: iso(at),
    onCall: current ? contact(rotation, current) : null,
    until: current ? iso(current.to) : null,
    ...(current?.standsInFor !== undefined && {
      standsInFor: contact(rotation, { person: current.standsInFor }).name,
    }),
    next: (current ? turns.slice(1) : turns)
      .slice(0, count)
      .map((turn) => ({ ...contact(rotation, turn), from: iso(turn.from) })),
  };
}

/** At least so many turns, where there are, and one that is whole after them. A little at first: a year of nights is long. */
function turnsUntil(rotation: Rotation, from: number, count: number): Turn[] {
  for (let days = 8; days < AHEAD_DAYS * (count + 1); days *= 4) {
    const turns = turnsBetween(rotation, from, from + days * DAY_MS);
    if (turns.length > count + 1) return turns;
  }
  return turnsBetween(rotation, from, from + AHEAD_DAYS * DAY_MS);
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
  const current = onCall
    ? `${onCall.name} (${[onCall.phone, onCall.email].filter(Boolean).join(', ')}) until ${show(until ?? '')}${standsInFor ? `, stands in for ${standsInFor}` : ''}`
    : 'nobody';
  const further = next.map(({ from, name }) => `  ${show(from)}  ${name}`);
  return `${[`${rotation}: ${current}`, ...further].join('\n')}\n`;
}
