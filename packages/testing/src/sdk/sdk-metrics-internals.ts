import type {
  Attributes,
  BatchObservableCallback,
  HrTime,
  Observable,
  ObservableCallback,
  ValueType,
} from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { MetricData } from '@opentelemetry/sdk-metrics';

// The part of @opentelemetry/sdk-metrics 3.0.0 that `DeltaReader` reaches into. Not public there: on an upgrade of the
// SDK, compare with its `state/MetricCollector`, `state/MeterSharedState` and `state/ObservableRegistry`.

export interface Collector {
  readonly _sharedState: { readonly meterSharedStates: ReadonlyMap<string, MeterState> };
}

export interface MeterState {
  readonly _instrumentationScope: InstrumentationScope;
  readonly metricStorageRegistry: { getStorages(collector: Collector): Storage[] };
  readonly observableRegistry: {
    readonly _callbacks: readonly {
      readonly callback: ObservableCallback;
      readonly instrument: ObservableInstrument;
    }[];
    readonly _batchCallbacks: readonly {
      readonly callback: BatchObservableCallback;
      readonly instruments: ReadonlySet<ObservableInstrument>;
    }[];
  };
}

interface Storage {
  collect(collector: Collector, time: HrTime): MetricData | undefined;
}

export interface ObservableInstrument extends Observable {
  readonly _descriptor: { readonly valueType: ValueType };
  readonly _metricStorages: readonly {
    record(
      measurements: { entries(): Iterable<[attributes: Attributes, value: number]> },
      time: HrTime,
    ): void;
  }[];
}
