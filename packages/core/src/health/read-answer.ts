import { quote } from '../catalog/quote.ts';
import { loggingState } from '../logs/logging-state.ts';
import { ValueNormalizer, type PlainAttributes, type PlainValue } from '../logs/normalize-value.ts';
import { describeFailure } from './describe-failure.ts';
import { isHealthStatus, type HealthStatus } from './health-status.ts';
import { maskSecrets, maskSecretsWithin } from './mask-secrets.ts';

/** What a call of a check came to, safe to keep and to show. */
export interface Reading {
  readonly status: HealthStatus;
  readonly output?: string;
  readonly observedValue?: PlainValue;
  readonly observedUnit?: string;
  readonly details?: PlainAttributes;
}

type Failed = Reading & { readonly output: string };

const PASS: Reading = { status: 'pass' };

/**
 * Understands what a check returned. Never throws; what cannot be understood is a `fail` that says so.
 *
 * @param onNonsense - Told what it says when the check returned something that is no answer.
 */
export function readAnswer(answer: unknown, onNonsense: (output: string) => void): Reading {
  if (answer === undefined || answer === true) return PASS;
  if (answer === false) return failed('returned false');
  try {
    const { status, output, observedValue, observedUnit, details } = (answer ?? {}) as Record<
      string,
      unknown
    >;
    if (typeof answer !== 'object' || !isHealthStatus(status)) {
      const reading = nonsense(answer, status);
      onNonsense(reading.output);
      return reading;
    }
    return {
      status,
      ...(isText(output) && { output: mask(output) }),
      ...(observedValue !== undefined && { observedValue: plain(observedValue) }),
      ...(isText(observedUnit) && { observedUnit: mask(observedUnit) }),
      ...(isObject(details) && { details: plainObject(details) }),
    };
  } catch (error) {
    return failed(`its answer cannot be read: ${describeFailure(error)}`);
  }
}

/** What a check threw or rejected with. */
export function readFailure(thrown: unknown): Reading {
  return failed(describeFailure(thrown));
}

export function failed(output: string): Failed {
  return { status: 'fail', output: mask(output) };
}

function nonsense(answer: unknown, status: unknown): Failed {
  const what = status === undefined ? quote(answer) : `an object with status ${quote(status)}`;
  return failed(
    `returned ${what}. Return nothing when it passes, a boolean, or { status: 'pass' | 'warn' | 'fail', output }.`,
  );
}

function mask(text: string): string {
  return maskSecrets(text, loggingState.redactor);
}

function plain(value: unknown): PlainValue {
  return plainObject({ value })['value'] ?? null;
}

function plainObject(source: object): PlainAttributes {
  const target: PlainAttributes = {};
  new ValueNormalizer(loggingState.redactor).assign(target, source);
  return maskSecretsWithin(target, loggingState.redactor) as PlainAttributes;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
