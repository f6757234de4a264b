import type { Context } from '@opentelemetry/api';
import type { AttributesOf } from '../catalog/attribute-types.ts';
import type { Catalog, MetricKind, ObservableKind } from '../catalog/catalog.ts';

/** Attributes may be left out when none of them is required. */
type Labels<A> = Partial<A> extends A ? [attributes?: A] : [attributes: A];
type LabelsThenContext<A> =
  Partial<A> extends A ? [attributes?: A, context?: Context] : [attributes: A, context?: Context];

interface Switchable {
  /**
   * Whether a measurement would reach an SDK. False while none is registered, so that callers can skip the work of
   * measuring. Costs a few nanoseconds; ask each time, since an SDK may be registered later.
   */
  isEnabled(): boolean;
}

/** A counter or up-down counter with its attributes already resolved. */
export interface BoundCounter {
  /** @param value - As for `add` of the counter it was bound from. */
  add(value: number, context?: Context): void;
}

/** A histogram or gauge with its attributes already resolved. */
export interface BoundValue {
  /** @param value - As for `record` of the instrument it was bound from. */
  record(value: number, context?: Context): void;
}

export interface TypedCounter<A> extends Switchable {
  /**
   * Adds to the sum. Never throws. Without an SDK, and after its shutdown, nothing is recorded.
   *
   * @param value - In the declared unit, finite, ≥ 0 on a counter; others are dropped, counted and said once.
   */
  add(value: number, ...labels: LabelsThenContext<A>): void;
  /** Resolves and checks the attributes once; changing the object later has no effect. For hot paths. */
  bind(...labels: Labels<A>): BoundCounter;
  /** Adds 0, so that the series exists before its first event: PromQL's `increase()` misses a series' first value. */
  announce(...labels: Labels<A>): void;
}

export interface TypedRecorder<A> extends Switchable {
  /**
   * Records one value. Never throws. Without an SDK, and after its shutdown, nothing is recorded.
   *
   * @param value - In the declared unit, finite, ≥ 0 on a histogram; others are dropped, counted and said once.
   */
  record(value: number, ...labels: LabelsThenContext<A>): void;
  /** Resolves and checks the attributes once; changing the object later has no effect. For hot paths. */
  bind(...labels: Labels<A>): BoundValue;
}

/** Reports one value of an observable. Same rules as for `add` and `record`. */
export type Observe<A> = (value: number, ...labels: Labels<A>) => void;

export interface TypedObservable<A> extends Switchable {
  /**
   * Has `callback` report the current values at every collection. What it throws or rejects with is swallowed, counted
   * (`callback_failed`) and said once.
   *
   * Two callbacks of one instrument must report different attributes: the SDK keeps the last value.
   *
   * @returns A function that stops it. It may be called twice.
   */
  observe(callback: (observe: Observe<A>) => void | Promise<void>): () => void;
}

type InstrumentOf<K, A> = K extends 'counter' | 'upDownCounter'
  ? TypedCounter<A>
  : K extends 'histogram' | 'gauge'
    ? TypedRecorder<A>
    : K extends ObservableKind
      ? TypedObservable<A>
      : never;

type MetricKeys<S> = {
  [K in keyof S]: S[K] extends { readonly kind: MetricKind } ? K : never;
}[keyof S];

/** One typed instrument per metric of the catalog, under the same key. */
export type Instruments<C extends Catalog> = {
  readonly [K in MetricKeys<C['signals']>]: InstrumentOf<
    C['signals'][K]['kind'],
    AttributesOf<C['attributes'], C['signals'][K]>
  >;
};
