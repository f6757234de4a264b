import type { AttributeDeclaration } from '../catalog/catalog.ts';
import { MAX_STRING_LENGTH } from '../catalog/check-attributes.ts';
import { quote } from '../catalog/quote.ts';
import type { GuardReporter } from './guard-reporter.ts';

/** A value that may stand on a metric. */
export type MetricAttributeValue = string | number | boolean;

/** Null and the empty string say nothing; to Prometheus an empty label is an absent one. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** Guards one attribute of one metric: which values it takes, and how many. Never throws. */
export class AttributeCheck {
  readonly name: string;
  readonly isRequired: boolean;
  readonly #rule: Rule;
  readonly #maxValues: number;
  readonly #seen = new Set<MetricAttributeValue>();
  readonly #reporter: GuardReporter;

  constructor(
    name: string,
    declaration: AttributeDeclaration,
    isRequired: boolean,
    reporter: GuardReporter,
  ) {
    this.name = name;
    this.isRequired = isRequired;
    this.#rule = ruleOf(declaration);
    this.#maxValues = ('type' in declaration && declaration.maxValues) || Number.POSITIVE_INFINITY;
    this.#reporter = reporter;
  }

  /** How many distinct values series have. */
  get seenValues(): number {
    return this.#seen.size;
  }

  /** The attribute's value as it may be recorded, or undefined. Counts what is not allowed. */
  valueIn(attributes: object): MetricAttributeValue | undefined {
    const value = read(attributes, this.name);
    if (isAbsent(value)) return undefined;
    if (!this.#rule.allows(value)) {
      this.#reportBad(value);
      return undefined;
    }
    if (typeof value === 'string' && value.length > MAX_STRING_LENGTH) {
      this.#reportOversize(value.length);
      return cut(value);
    }
    // JSON and Prometheus know no -0.
    return value === 0 ? 0 : value;
  }

  /** Whether a series may have this value. Says so when it may not; the caller counts. */
  hasRoomFor(value: MetricAttributeValue | undefined): boolean {
    const seen = this.#seen;
    if (seen.size < this.#maxValues || value === undefined || seen.has(value)) return true;
    this.#reporter.say('attribute_overflow', this.name, (instrument) => {
      return (
        `"${this.name}" of ${instrument} reached ${this.#maxValues} values; further ones are recorded under ` +
        'otel.metric.overflow. Use a fixed set of values, or raise its maxValues.'
      );
    });
    return false;
  }

  /** Remembers the value of a new series. */
  see(value: MetricAttributeValue | undefined): void {
    if (value !== undefined) this.#seen.add(value);
  }

  /** Forgets the values of all series. */
  reset(): void {
    this.#seen.clear();
  }

  #reportBad(value: unknown): void {
    this.#reporter.report('bad_attribute', this.name, (instrument) => {
      return (
        `"${this.name}" of ${instrument} was ${value === UNREADABLE ? 'unreadable' : quote(value)}; ` +
        `it was left out and counted. Pass ${this.#rule.expectation}.`
      );
    });
  }

  #reportOversize(length: number): void {
    this.#reporter.report('oversize', this.name, (instrument) => {
      return (
        `"${this.name}" of ${instrument} was ${length} characters long and was cut to ${MAX_STRING_LENGTH}. ` +
        'Use short names; put long texts on spans or logs.'
      );
    });
  }
}

interface Rule {
  allows(value: unknown): value is MetricAttributeValue;
  /** Completes "Pass …". */
  readonly expectation: string;
}

const OPEN_RULES: Readonly<Record<string, Rule>> = {
  string: rule('a string', (value) => typeof value === 'string'),
  int: rule('a whole number', (value) => Number.isSafeInteger(value)),
  double: rule('a finite number', (value) => Number.isFinite(value)),
  boolean: rule('a boolean', (value) => typeof value === 'boolean'),
};

function ruleOf(declaration: AttributeDeclaration): Rule {
  if ('values' in declaration) {
    const allowed = new Set<unknown>(declaration.values);
    return rule('one of its declared values', (value) => allowed.has(value));
  }
  // Catalogs refuse other types on metrics.
  return OPEN_RULES[declaration.type] ?? rule('nothing', () => false);
}

function rule(expectation: string, allows: (value: unknown) => boolean): Rule {
  return { expectation, allows: allows as Rule['allows'] };
}

const UNREADABLE = Symbol('unreadable');

/** An own attribute: what a polluted prototype adds is nobody's measurement. */
function read(attributes: object, name: string): unknown {
  try {
    return Object.hasOwn(attributes, name)
      ? (attributes as Record<string, unknown>)[name]
      : undefined;
  } catch {
    return UNREADABLE;
  }
}

/** Cuts a string to the size limit without leaving half a character or holding on to the long original. */
function cut(value: string): string {
  let end = MAX_STRING_LENGTH;
  const last = value.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return Buffer.from(value.slice(0, end)).toString();
}
