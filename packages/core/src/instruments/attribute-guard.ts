import type { Attributes } from '@opentelemetry/api';
import type { AttributeDeclarations, MetricDeclaration } from '../catalog/catalog.ts';
import { MAX_SERIES } from '../catalog/check-attributes.ts';
import { quote } from '../catalog/quote.ts';
import { AttributeCheck, isAbsent, type MetricAttributeValue } from './attribute-check.ts';
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

/**
 * The SDK sends everything beyond its limit, less one, to its own overflow series, silently, and counts an overflow series that
 * came early as one of them. So ours holds back two. One series is always possible.
 */
function regularWithin(sdkLimit: number): number {
  return Math.max(1, sdkLimit - 2);
}

const NONE = Object.freeze({});

/**
 * Lets only declared attributes with allowed values through, and only so many sets of them. Never throws.
 *
 * Empty strings, null and undefined count as absent; -0 becomes 0; strings beyond 256 characters are cut.
 */
export class AttributeGuard {
  readonly #checks: readonly AttributeCheck[];
  readonly #names: ReadonlySet<string>;
  readonly #reporter: GuardReporter;
  /** What the catalog allows, without the overflow series. */
  readonly #maxDeclared: number;
  #maxRegular: number;
  readonly #series = new Map<string, Series>();
  /** The short way to `#series`, for attributes that need no trimming. */
  readonly #index: SeriesIndex<Series>;
  readonly #attributeOverflow = overflowSeries('attribute_overflow');
  readonly #instrumentOverflow = overflowSeries('instrument_overflow');

  constructor(
    metric: MetricDeclaration,
    declarations: AttributeDeclarations,
    reporter: GuardReporter,
  ) {
    this.#checks = Object.entries(metric.attributes ?? {}).flatMap(([name, level]) => {
      const declaration = declarations[name];
      if (declaration === undefined) return [];
      return [new AttributeCheck(name, declaration, level === 'required', reporter)];
    });
    this.#names = new Set(this.#checks.map(({ name }) => name));
    this.#reporter = reporter;
    this.#maxDeclared = (metric.maxSeries ?? MAX_SERIES) - 1;
    this.#maxRegular = Math.min(this.#maxDeclared, regularWithin(MAX_SERIES));
    // Twice: callers name the same attributes in a few orders. The rest goes the long way.
    this.#index = new SeriesIndex(2 * this.#maxRegular);
  }

  /** The series under which a measurement with these attributes is recorded. Counts what it leaves out. */
  resolve(attributes: unknown): Series {
    try {
      const series = this.#index.find(attributes ?? NONE);
      if (series !== undefined) return series;
    } catch {
      // A getter or Proxy threw: the careful way reads one attribute at a time.
    }
    return this.#resolveCarefully(attributes);
  }

  /** Checks attributes once, for {@link admit}. Counts what it leaves out. */
  check(attributes: unknown): CheckedValues {
    const given = attributes ?? NONE;
    if (typeof given !== 'object') {
      this.#reporter.report('bad_attribute', '', (instrument) => {
        return `${instrument} was given ${quote(given)} for attributes; the measurement was kept without. Pass an object.`;
      });
      return this.check(undefined);
    }
    this.#countUnknown(given);
    return this.#checks.map((check) => check.valueIn(given));
  }

  /** The series of checked values: an existing one, a new one while there is room, else the overflow series. */
  admit(values: CheckedValues): Series {
    // The cheapest question first: a caller with unbounded values has it asked at every measurement.
    if (!this.#checks.every((check, position) => check.hasRoomFor(values[position]))) {
      return this.#attributeOverflow;
    }
    const key = JSON.stringify(values);
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    if (this.#series.size >= this.#maxRegular) {
      this.#sayInstrumentOverflow();
      return this.#instrumentOverflow;
    }
    const series = this.#seriesOf(values);
    this.#series.set(key, series);
    for (const [position, check] of this.#checks.entries()) check.see(values[position]);
    return series;
  }

  /**
   * Forgets every series: a new SDK starts with none.
   *
   * @param sdkLimit - Series that it keeps per instrument, its overflow series included.
   */
  reset(sdkLimit: number): void {
    this.#maxRegular = Math.min(this.#maxDeclared, regularWithin(sdkLimit));
    this.#index.clear();
    this.#series.clear();
    for (const check of this.#checks) check.reset();
    this.#attributeOverflow.handle = undefined;
    this.#instrumentOverflow.handle = undefined;
  }

  #resolveCarefully(attributes: unknown): Series {
    const values = this.check(attributes);
    const series = this.admit(values);
    if (!series.isOverflow) this.#remember(attributes ?? NONE, series);
    return series;
  }

  /** Lets `#index` find the series next time, if the attributes passed the check unchanged. */
  #remember(attributes: object, series: Series): void {
    try {
      const given = Object.entries(attributes).filter(([, value]) => !isAbsent(value));
      const isUnchanged =
        given.length === Object.keys(series.attributes).length &&
        given.every(([name, value]) => series.attributes[name] === value);
      if (isUnchanged) this.#index.store(given, series);
    } catch {
      // Attributes that cannot be read twice go the careful way every time.
    }
  }

  #countUnknown(attributes: object): void {
    for (const name of unknownNames(attributes, this.#names)) {
      this.#reporter.report('unknown_attribute', '', (instrument) => {
        return (
          `${instrument} was given the attribute ${quote(name)}, which it does not declare; it was left out and counted. ` +
          'Declare it in the catalog, or do not pass it.'
        );
      });
    }
  }

  #sayInstrumentOverflow(): void {
    this.#reporter.say('instrument_overflow', '', (instrument) => {
      const [widest] = this.#checks.toSorted((a, b) => b.seenValues - a.seenValues);
      const isLowered = this.#maxRegular < Math.min(this.#maxDeclared, regularWithin(MAX_SERIES));
      return (
        `${instrument} reached ${this.#maxRegular} series; further ones are recorded under otel.metric.overflow. ` +
        `Most values come from "${widest?.name}" (${widest?.seenValues}): use fewer, or leave it out` +
        `${isLowered ? ', or raise limits.seriesPerInstrument' : ''}.`
      );
    });
  }

  #seriesOf(values: CheckedValues): Series {
    const entries = this.#checks.map(({ name }, position) => [name, values[position]] as const);
    const missing = this.#checks.filter(
      ({ isRequired }, position) => isRequired && values[position] === undefined,
    );
    for (const { name } of missing) {
      this.#reporter.say('missing_attribute', name, (instrument) => {
        return `"${name}" of ${instrument} was absent but is required; the measurement was kept. Pass it every time.`;
      });
    }
    const dues = [{ cause: 'missing_attribute', count: missing.length }] as const;
    return {
      attributes: Object.freeze(
        Object.fromEntries(entries.filter(([, value]) => value !== undefined)),
      ),
      isOverflow: false,
      dues: missing.length > 0 ? dues : undefined,
      handle: undefined,
    };
  }
}

/** Names of attributes that have a value and are not among the known ones. */
function unknownNames(attributes: object, known: ReadonlySet<string>): string[] {
  try {
    return Object.keys(attributes).filter(
      (name) => !known.has(name) && !isAbsent((attributes as Record<string, unknown>)[name]),
    );
  } catch {
    // What a Proxy or getter does not show cannot be told from nothing.
    return [];
  }
}

const OVERFLOW_ATTRIBUTES = Object.freeze({ 'otel.metric.overflow': true });

function overflowSeries(cause: 'attribute_overflow' | 'instrument_overflow'): Series {
  return {
    attributes: OVERFLOW_ATTRIBUTES,
    isOverflow: true,
    dues: [{ cause, count: 1 }],
    handle: undefined,
  };
}
