import type {
  AttributeDeclaration,
  MetricKind,
  RequirementLevel,
  Stability,
} from '../../catalog/catalog.ts';
import type { AttributesOf } from '../../catalog/attribute-types.ts';
import type {
  TypedCounter,
  TypedObservable,
  TypedRecorder,
} from '../../instruments/instrument-types.ts';
import type { Providers } from '../../providers.ts';

/** An attribute of a KPI: as in a catalog, and how much it is owed. */
export type KpiAttribute = AttributeDeclaration & {
  /** @defaultValue 'required' */
  readonly requirement?: RequirementLevel;
};

export type KpiAttributes = Readonly<Record<string, KpiAttribute>>;

/** Of a KPI that declares none. */
export type NoAttributes = { readonly [N in never]: KpiAttribute };

interface KpiOptionsBase<K extends MetricKind, A extends KpiAttributes> {
  /** `counter` for what adds up, `gauge` for the state of things, `histogram` for a distribution; or an observable. */
  readonly kind: K;
  /** UCUM unit: `MWh`, `EUR`, `s`; an annotation such as `{forecast}` for things that are counted. */
  readonly unit: string;
  /** What it measures, in a sentence. */
  readonly description: string;
  /** By name: a fixed set of values, or a type with `maxValues`. @defaultValue none */
  readonly attributes?: A;
  /** @defaultValue 'stable': its name stands in dashboards and reports */
  readonly stability?: Stability;
  /** Time series per process, 2 to 2000. @defaultValue 2000 */
  readonly maxSeries?: number;
  readonly providers?: Providers;
}

interface Buckets {
  /** Upper bounds in the unit, finite and ascending. */
  readonly buckets: readonly number[];
}

export type KpiOptions<
  K extends MetricKind = MetricKind,
  A extends KpiAttributes = KpiAttributes,
> = KpiOptionsBase<K, A> & (K extends 'histogram' ? Buckets : { readonly buckets?: undefined });

type LevelOf<D> = D extends { readonly requirement: infer L extends RequirementLevel }
  ? L
  : 'required';

/** What the instrument takes: as for a signal of a catalog. */
type LabelsOf<A extends KpiAttributes> = AttributesOf<
  A,
  { readonly attributes: { readonly [N in keyof A]: LevelOf<A[N]> } }
>;

/** The instrument of a KPI: a counter has `add`, a gauge and a histogram `record`, an observable `observe`. */
export type Kpi<K extends MetricKind, A extends KpiAttributes> = K extends
  'counter' | 'upDownCounter'
  ? TypedCounter<LabelsOf<A>>
  : K extends 'histogram' | 'gauge'
    ? TypedRecorder<LabelsOf<A>>
    : TypedObservable<LabelsOf<A>>;
