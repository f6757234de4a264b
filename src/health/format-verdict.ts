import { printableLine } from '../printable-line.ts';
import type { HealthVerdict } from './health-verdict.ts';

/** Docker keeps 4096 bytes of what a check prints, and pagers show less. */
const MAX_LINE = 1_000;

/** `OK /readyz: pass, 2 checks (database 3 ms, cache 1 ms)`: one line for a person. */
export function formatVerdict({ state, message, mend }: HealthVerdict, url: URL): string {
  const text = printableLine(message, MAX_LINE);
  const end = mend === undefined ? '' : `${/[.!?…]$/.test(text) ? '' : '.'} ${mend}`;
  return `${state.toUpperCase()} ${url.pathname}: ${text}${end}`;
}

/** The same for programs. Keys are only ever added; a change that breaks readers raises `schemaVersion`. */
export function verdictToJson(verdict: HealthVerdict, url: URL, exitCode: number): string {
  const { state, message, mend, durationMs, ...rest } = verdict;
  return JSON.stringify({
    schemaVersion: 1,
    state,
    exitCode,
    url: `${url.origin}${url.pathname}`,
    message: printableLine(message, MAX_LINE),
    mend,
    durationMs: Math.round(durationMs * 10) / 10,
    ...rest,
  });
}
