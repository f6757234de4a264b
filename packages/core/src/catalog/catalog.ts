/** How settled a signal is. A `stable` one is renamed or removed only in a major version. */
export type Stability = 'stable' | 'development';

/**
 * How much a signal or an attribute is owed.
 *
 * `required`: always there. `recommended`: there unless switched off or unknown. `opt_in`: there only on request.
 */
export type RequirementLevel = 'required' | 'recommended' | 'opt_in';

/** An attribute with a fixed set of values. Any other value is left out and counted. */
export interface ClosedAttribute {
  /** Strings, finite numbers or booleans, all of one type, at least one. */
  readonly values: readonly (string | number | boolean)[];
  readonly description: string;
}

/** An attribute whose values are not known beforehand. */
export interface OpenAttribute {
  /** `string[]` fits spans and events only. */
  readonly type: 'string' | 'int' | 'double' | 'boolean' | 'string[]';
  /**
   * How many distinct values one metric may carry, 1 to 2000; further ones are recorded under `otel.metric.overflow`.
   * A metric needs it (a boolean does not); without it the attribute fits spans and events only.
   */
  readonly maxValues?: number;
  readonly description: string;
}

export type AttributeDeclaration = ClosedAttribute | OpenAttribute;

/**
 * Attributes by name. On spans and events a name may end in `.*` (`http.request.header.*`) and then declares every
 * attribute below it.
 */
export type AttributeDeclarations = Readonly<Record<string, AttributeDeclaration>>;

interface SignalBase {
  /** Follows OpenTelemetry's naming rules. Public: renaming it breaks somebody's alert. */
  readonly name: string;
  readonly description: string;
  readonly stability: Stability;
  /** @defaultValue `recommended` */
  readonly requirement?: RequirementLevel;
  /** The attributes that it may carry, each declared in the catalog's `attributes`. @defaultValue none */
  readonly attributes?: Readonly<Record<string, RequirementLevel>>;
}

interface MetricBase extends SignalBase {
  /** UCUM unit: `s`, `By`, `kWh`, `1`; an annotation such as `{request}` for things that are counted. */
  readonly unit: string;
  /**
   * Attribute sets (time series) that this metric may have per process, the overflow series included, 2 to 2000.
   * @defaultValue 2000, which is also the limit of the OpenTelemetry SDK
   */
  readonly maxSeries?: number;
}

type CounterKind = 'counter' | 'upDownCounter';
export type ObservableKind = 'observableCounter' | 'observableUpDownCounter' | 'observableGauge';
export type MetricKind = CounterKind | 'gauge' | 'histogram' | ObservableKind;

/** A metric that is recorded or observed as single values. */
export interface ScalarMetricDeclaration extends MetricBase {
  readonly kind: CounterKind | 'gauge' | ObservableKind;
}

/** A metric that records a distribution. */
export interface HistogramDeclaration extends MetricBase {
  readonly kind: 'histogram';
  /** Upper bounds in the metric's unit, finite and ascending. Needed: the SDK's default suits milliseconds only. */
  readonly buckets: readonly number[];
}

export type MetricDeclaration = ScalarMetricDeclaration | HistogramDeclaration;

export interface SpanDeclaration extends SignalBase {
  readonly kind: 'span';
  readonly spanKind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
}

/** A log record with an event name. */
export interface EventDeclaration extends SignalBase {
  readonly kind: 'event';
  readonly severity: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
}

export type SignalDeclaration = MetricDeclaration | SpanDeclaration | EventDeclaration;

/**
 * Everything that one package emits, as frozen plain data. Made by {@link defineCatalog}. Types, runtime guards, reports,
 * dashboards and conformance tests are all read from it.
 */
export interface Catalog<
  A extends AttributeDeclarations = AttributeDeclarations,
  S extends Readonly<Record<string, SignalDeclaration>> = Readonly<
    Record<string, SignalDeclaration>
  >,
> {
  /** Name of the instrumentation scope: the package's name. */
  readonly name: string;
  /** Version of the instrumentation scope. */
  readonly version: string;
  readonly attributes: A;
  /** Keyed by the name under which code uses the signal. */
  readonly signals: S;
}
