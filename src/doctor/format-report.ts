import { styleText } from 'node:util';
import type {
  Check,
  CheckSection,
  CheckStatus,
  ConfigurationEntry,
  DoctorReport,
} from './doctor-report.ts';

const SECTIONS: Readonly<Record<CheckSection, string>> = {
  runtime: 'Runtime',
  packages: 'Packages',
  configuration: 'Configuration',
  endpoint: 'Endpoint, tried with one span, one metric and one log record',
};
const MARKS: Readonly<Record<CheckStatus, string>> = {
  ok: '✓',
  info: '·',
  warning: '!',
  problem: '✗',
};
const COLORS = { ok: 'green', info: 'dim', warning: 'yellow', problem: 'red' } as const;

/** The report for people: aligned lines, mends below what they mend, a verdict at the end. */
export function formatReport(report: DoctorReport, isColored: boolean): string {
  const paint = (format: Parameters<typeof styleText>[0], text: string) =>
    isColored ? styleText(format, text, { validateStream: false }) : text;
  const labelWidth = Math.max(...report.checks.map(({ label }) => label.length));

  function formatCheck({ status, label, message, mend }: Check, next: Check | undefined): string {
    const indent = ' '.repeat(labelWidth + 6);
    const body = message.replaceAll('\n', `\n${indent}`);
    const line = `  ${paint(COLORS[status], MARKS[status])} ${label.padEnd(labelWidth)}  ${body}`;
    // Three signals to one endpoint usually need one and the same mend.
    return mend === undefined || mend === next?.mend
      ? line
      : `${line}\n${indent}${paint('cyan', '→')} ${mend}`;
  }

  const sections = (Object.keys(SECTIONS) as CheckSection[]).flatMap((section) => {
    const lines = report.checks
      .filter(({ id }) => id.startsWith(`${section}.`))
      .map((check, index, all) => formatCheck(check, all[index + 1]));
    if (section === 'configuration')
      lines.push(...formatConfiguration(report.configuration, paint));
    return lines.length === 0 ? [] : [`${paint('bold', SECTIONS[section])}\n${lines.join('\n')}`];
  });
  return [`fluxora-telemetry ${report.version}`, ...sections, formatVerdict(report, paint)].join(
    '\n\n',
  );
}

type Paint = (format: 'dim' | 'bold' | 'green' | 'red' | 'yellow', text: string) => string;

/** Where things go and under which name is always of interest; of the rest, what somebody has set. */
const ALWAYS_SHOWN = /^(service\.name|service\.version|mode|\w+\.endpoint)$/;

function formatConfiguration(entries: readonly ConfigurationEntry[], paint: Paint): string[] {
  const rows = entries
    .filter(({ setting, source }) => source !== 'default' || ALWAYS_SHOWN.test(setting))
    .map((entry) => ({ ...entry, text: formatValue(entry.value) }));
  const settingWidth = Math.max(...rows.map(({ setting }) => setting.length));
  const valueWidth = Math.min(48, Math.max(...rows.map(({ text }) => text.length)));
  const lines = rows.map(({ setting, text, source, variable }) => {
    const origin = variable ?? (source === 'flag' ? '--endpoint' : source);
    return `    ${setting.padEnd(settingWidth)}  ${text.padEnd(valueWidth)}  ${paint('dim', origin)}`;
  });
  const hidden = entries.length - rows.length;
  return [
    ...lines,
    paint(
      'dim',
      `    ${hidden} more at their defaults; --json lists them. Options in code are not seen from here.`,
    ),
  ];
}

function formatValue(value: unknown): string {
  if (value === undefined || value === null) return '(none)';
  if (Array.isArray(value)) return value.length === 0 ? '(none)' : value.join(', ');
  if (typeof value === 'object') {
    const pairs = Object.entries(value).map(([key, entry]) => `${key}=${String(entry)}`);
    return pairs.length === 0 ? '(none)' : pairs.join(', ');
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function formatVerdict({ checks }: DoctorReport, paint: Paint): string {
  const count = (status: CheckStatus) => checks.filter((check) => check.status === status).length;
  const [problems, warnings] = [count('problem'), count('warning')];
  if (problems > 0) {
    return paint('red', `${plural(problems, 'problem')}, ${plural(warnings, 'warning')}.`);
  }
  if (warnings > 0) return paint('yellow', `Healthy, with ${plural(warnings, 'warning')}.`);
  return paint('green', 'Healthy.');
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
