import type { Attributes } from '@opentelemetry/api';
import type { AttributeDeclarations, MetricDeclaration } from '../catalog/catalog.ts';
import { MAX_SERIES, MAX_STRING_LENGTH } from '../catalog/check-attributes.ts';
import { quote } from '../catalog/quote.ts';
import {
  attributeCheck,
  type AttributeCheck,
  cutString,
  isAbsent,
  type MetricAttributeValue,
} from './attribute-check.ts';
import type { Due, GuardReporter } from './guard-reporter.ts';
import { SeriesIndex } from './series-index.ts';

/** One checked value per declared attribute, in order of declaration. */
export type CheckedValues = readonly (MetricAttributeValue | undefined)[];

/** A set of attributes that may reach the SDK: one time series. */
export interface Series {
  /** Frozen, and nobody else's object. */
  readonly attributes: Attributes;
  readonly isOverflow: boolean;
  /** What each measurement under it costs in the ledger. */
  readonly dues: readonly Due[] | undefined;
  /** The SDK's own bound instrument, where it offers one. */
  handle: unknown;
}

const OVERFLOW_ATTRIBUTES = Object.freeze({ 'otel.metric.overflow': true });

/**
 * The SDK sends everything beyond 1999 series to its own overflow series, silently, and counts an overflow series that came
 * early as one of them. So ours holds back two.
 */
const MAX_REGULAR_SERIES = MAX_SERIES - 2;

/**
 * Lets only declared attributes with allowed values through, and only so many sets of them. Never throws.
 *
 * Empty strings, null and undefined count as absent; -0 becomes 0; strings beyond 256 characters are cut.
 */
export class AttributeGuard {
  readonly #checks: readonly AttributeCheck[];
  readonly #reporter: GuardReporter;
  readonly #maxRegular: number;
  readonly #index: SeriesIndex<Series>;
  readonly #series = new Map<string, Series>();
  readonly #values: readonly Set<MetricAttributeValue>[];
  readonly #attributeOverflow = overflowSeries('attribute_overflow');
  readonly #instrumentOverflow = overflowSeries('instrument_overflow');

  constructor(
    metric: MetricDeclaration,
    declarations: AttributeDeclarations,
    reporter: GuardReporter,
  ) {
    this.#checks = Object.entries(metric.attributes ?? {}).flatMap(([name, level]) => {
      const declaration = declarations[name];
      return declaration ? [attributeCheck(name, declaration, level === 'required')] : [];
    });
    this.#reporter = reporter;
    this.#maxRegular = Math.min((metric.maxSeries ?? MAX_SERIES) - 1, MAX_REGULAR_SERIES);
    // Twice: callers name the same attributes in a few orders. The rest is found through its string key.
    this.#index = new SeriesIndex(2 * this.#maxRegular);
    this.#values = this.#checks.map(() => new Set());
  }

  /** The series under which a measurement with these attributes is recorded. Counts what it leaves out. */
  resolve(attributes: unknown): Series {
    try {
      const series = this.#index.find(attributes ?? NONE);
      if (series !== undefined) return series;
    } catch {
      // A getter or Proxy threw: the careful path reads one attribute at a time.
    }
    return this.#resolveCarefully(attributes);
  }

  /** Checks attributes once, for {@link admit}. Counts what it leaves out. */
  check(attributes: unknown): CheckedValues {
    if (attributes === undefined || attributes === null) return this.#checks.map(() => undefined);
    if (typeof attributes !== 'object') {
      this.#reporter.report('bad_attribute', '', (instrument) => {
        return `${instrument} was given ${quote(attributes)} for attributes; the measurement was kept without. Pass an object.`;
      });
      return this.#checks.map(() => undefined);
    }
    this.#countUnknown(attributes);
    return this.#checks.map((check) => this.#checkValue(check, attributes));
  }

  /** The series of checked values: an existing one, a new one while there is room, else the overflow series. */
  admit(values: CheckedValues): Series {
    const key = JSON.stringify(values);
    const known = this.#series.get(key);
    if (known !== undefined) return known;

    for (const [position, check] of this.#checks.entries()) {
      if (!this.#hasRoomFor(position, check, values[position])) return this.#attributeOverflow;
    }
    if (this.#series.size >= this.#maxRegular) {
      this.#sayInstrumentOverflow();
      return this.#instrumentOverflow;
    }
    const series = this.#seriesOf(values);
    this.#series.set(key, series);
    for (const [position, value] of values.entries()) {
      if (value !== undefined) this.#values[position]?.add(value);
    }
    return series;
  }

  /** Forgets every series: a new SDK starts with none. */
  reset(): void {
    this.#index.clear();
    this.#series.clear();
    for (const values of this.#values) values.clear();
    this.#attributeOverflow.handle = undefined;
    this.#instrumentOverflow.handle = undefined;
  }

  #resolveCarefully(attributes: unknown): Series {
    const values = this.check(attributes);
    const series = this.admit(values);
    if (!series.isOverflow) this.#remember(attributes, values, series);
    return series;
  }

  /** Lets {@link SeriesIndex} find the series next time, if every attribute passed the check unchanged. */
  #remember(attributes: unknown, values: CheckedValues, series: Series): void {
    try {
      const given = Object.entries(attributes ?? NONE).filter(([, value]) => !isAbsent(value));
      const isUnchanged =
        given.length === values.filter((value) => value !== undefined).length &&
        given.every(([name, value]) => {
          const position = this.#checks.findIndex((check) => check.name === name);
          return position >= 0 && values[position] === value;
        });
      if (isUnchanged) this.#index.store(given, series);
    } catch {
      // Attributes that cannot be read twice take the careful path every time.
    }
  }

  #countUnknown(attributes: object): void {
    for (const name of keysOf(attributes)) {
      if (this.#checks.some((check) => check.name === name)) continue;
      if (isAbsent(read(attributes, name))) continue;
      this.#reporter.report('unknown_attribute', '', (instrument) => {
        return (
          `${instrument} was given the attribute ${quote(name)}, which it does not declare; it was left out and counted. ` +
          'Declare it in the catalog, or do not pass it.'
        );
      });
    }
  }

  #checkValue(check: AttributeCheck, attributes: object): MetricAttributeValue | undefined {
    const value = read(attributes, check.name);
    if (isAbsent(value)) return undefined;
    if (!check.isAllowed(value)) {
      this.#reporter.report('bad_attribute', check.name, (instrument) => {
        return (
          `"${check.name}" of ${instrument} was ${value === UNREADABLE ? 'unreadable' : quote(value)}; ` +
          `it was left out and counted. Pass ${check.expectation}.`
        );
      });
      return undefined;
    }
    if (typeof value === 'string' && value.length > MAX_STRING_LENGTH) {
      this.#reporter.report('oversize', check.name, (instrument) => {
        return (
          `"${check.name}" of ${instrument} was ${value.length} characters long and was cut to ${MAX_STRING_LENGTH}. ` +
          'Use short names; put long texts on spans or logs.'
        );
      });
      return cutString(value);
    }
    return value === 0 ? 0 : value;
  }

  #hasRoomFor(
    position: number,
    check: AttributeCheck,
    value: MetricAttributeValue | undefined,
  ): boolean {
    const values = this.#values[position];
    if (value === undefined || !values || values.has(value) || values.size < check.maxValues) {
      return true;
    }
    this.#reporter.say('attribute_overflow', check.name, (instrument) => {
      return (
        `"${check.name}" of ${instrument} reached ${check.maxValues} values; further ones are recorded under ` +
        'otel.metric.overflow. Use a fixed set of values, or raise its maxValues.'
      );
    });
    return false;
  }

  #sayInstrumentOverflow(): void {
    const widest = this.#checks
      .map(({ name }, position) => ({ name, size: this.#values[position]?.size ?? 0 }))
      .reduce((most, next) => (next.size > most.size ? next : most), { name: '', size: 0 });
    this.#reporter.say('instrument_overflow', '', (instrument) => {
      return (
        `${instrument} reached ${this.#maxRegular} series; further ones are recorded under otel.metric.overflow. ` +
        `Most values come from "${widest.name}" (${widest.size}): use fewer, or leave it out.`
      );
    });
  }

  #seriesOf(values: CheckedValues): Series {
    const attributes: Attributes = {};
    const missing: string[] = [];
    for (const [position, { name, isRequired }] of this.#checks.entries()) {
      const value = values[position];
      if (value !== undefined) attributes[name] = value;
      else if (isRequired) missing.push(name);
    }
    for (const name of missing) {
      this.#reporter.say('missing_attribute', name, (instrument) => {
        return `"${name}" of ${instrument} was absent but is required; the measurement was kept. Pass it every time.`;
      });
    }
    return {
      attributes: Object.freeze(attributes),
      isOverflow: false,
      dues:
        missing.length > 0 ? [{ cause: 'missing_attribute', count: missing.length }] : undefined,
      handle: undefined,
    };
  }
}

const NONE = Object.freeze({});
const UNREADABLE = Symbol('unreadable');

function keysOf(attributes: object): string[] {
  try {
    return Object.keys(attributes);
  } catch {
    // A Proxy that does not name its keys: what it holds cannot be told from nothing.
    return [];
  }
}

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

function overflowSeries(cause: 'attribute_overflow' | 'instrument_overflow'): Series {
  return {
    attributes: OVERFLOW_ATTRIBUTES,
    isOverflow: true,
    dues: [{ cause, count: 1 }],
    handle: undefined,
  };
}
