import type { MetricKind } from '../catalog/catalog.ts';
import { quote } from '../catalog/quote.ts';
import type { DropCause } from '../drops/drop-causes.ts';
import type { GuardReporter } from './guard-reporter.ts';

/** The least value that an instrument takes. The SDK drops negative ones itself, but counts nothing. */
export function leastValue(kind: MetricKind): number {
  return kind === 'counter' || kind === 'histogram' || kind === 'observableCounter'
    ? 0
    : -Number.MAX_VALUE;
}

/** Counts a value that must not reach the SDK, where one NaN would poison a sum for ever. */
export function rejectValue(value: unknown, kind: MetricKind, reporter: GuardReporter): void {
  const cause = causeOf(value);
  reporter.report(cause, '', (instrument) => {
    return `${instrument} was given ${describe(value)}, which was dropped and counted. ${mend(cause, kind)}`;
  });
}

function causeOf(value: unknown): DropCause {
  if (typeof value !== 'number') return 'not_a_number';
  if (Number.isNaN(value)) return 'nan';
  return Number.isFinite(value) ? 'negative' : 'infinity';
}

function describe(value: unknown): string {
  return typeof value === 'string' ? `the string ${quote(value)}` : quote(value);
}

function mend(cause: DropCause, kind: MetricKind): string {
  if (cause === 'not_a_number') return 'Convert it with Number() first.';
  if (cause === 'negative') {
    return `${kind === 'observableCounter' ? 'An' : 'A'} ${kind} takes numbers from 0 up.`;
  }
  return 'Record finite numbers only: check for missing input or a division by 0.';
}
