import type { OtlpMessage, OtlpMessageName } from './otlp-schema.ts';

/** Something in a body that the OTLP schema does not have: the body is readable, but its sender has a fault. */
export interface OtlpViolation {
  /** Where, for example `resourceSpans.scopeSpans.spans.42`. Unknown protobuf fields are named by their number. */
  readonly path: string;
  readonly problem: string;
}

export interface Decoded<Name extends OtlpMessageName> {
  readonly message: OtlpMessage<Name>;
  readonly violations: readonly OtlpViolation[];
}

/** Messages nest at most this deep: attribute values can hold one another, and a body must not exhaust the stack. */
export const MAX_DEPTH = 100;

/** At most this many violations are kept per body. */
const MAX_VIOLATIONS = 100;

/** Thrown for a body that cannot be decoded. The message says where and why. */
export class OtlpDecodeError extends Error {
  override readonly name = 'OtlpDecodeError';
}

export type Report = (path: string, problem: string) => void;

/** Where a reader reports what the schema does not allow but decoding survives; bounded by {@link MAX_VIOLATIONS}. */
export function createReport(): { violations: OtlpViolation[]; report: Report } {
  const violations: OtlpViolation[] = [];
  return {
    violations,
    report(path, problem) {
      if (violations.length < MAX_VIOLATIONS) violations.push({ path, problem });
    },
  };
}
