import type { Attributes, MeterProvider, SpanContext } from '@opentelemetry/api';

const ORIGINS = ['none', 'local', 'remote'] as const;
/** By the numbers of OpenTelemetry's `SamplingDecision`. */
const DECISIONS = ['DROP', 'RECORD_ONLY', 'RECORD_AND_SAMPLE'] as const;

/**
 * `otel.sdk.span.started` and `otel.sdk.span.live`, as OpenTelemetry's SDK has them. A span is three additions; the SDK sorts and hashes
 * attributes three times.
 */
export class SpanCounts {
  readonly #started = new Float64Array(ORIGINS.length * DECISIONS.length);
  readonly #ended = new Float64Array(DECISIONS.length);

  constructor(provider: MeterProvider) {
    const meter = provider.getMeter('@opentelemetry/sdk-trace');
    meter
      .createObservableCounter('otel.sdk.span.started', {
        unit: '{span}',
        description: 'The number of created spans.',
      })
      .addCallback((result) => {
        for (const [index, count] of this.#started.entries()) {
          if (count > 0) result.observe(count, STARTED[index]);
        }
      });
    meter
      .createObservableUpDownCounter('otel.sdk.span.live', {
        unit: '{span}',
        description: 'The number of currently live spans.',
      })
      .addCallback((result) => {
        for (const decision of [1, 2]) {
          const started = this.#startedBy(decision);
          if (started > 0) result.observe(started - this.#endedBy(decision), LIVE[decision]);
        }
      });
  }

  started(parent: SpanContext | undefined, decision: number): void {
    const origin = parent === undefined ? 0 : parent.isRemote ? 2 : 1;
    const index = origin * DECISIONS.length + decision;
    (this.#started[index] as number) += 1;
  }

  ended(decision: number): void {
    (this.#ended[decision] as number) += 1;
  }

  #startedBy(decision: number): number {
    return ORIGINS.reduce(
      (sum, _, origin) => sum + (this.#started[origin * DECISIONS.length + decision] as number),
      0,
    );
  }

  #endedBy(decision: number): number {
    return this.#ended[decision] as number;
  }
}

const STARTED: readonly Attributes[] = ORIGINS.flatMap((origin) =>
  DECISIONS.map((decision) => ({
    'otel.span.parent.origin': origin,
    'otel.span.sampling_result': decision,
  })),
);
const LIVE: readonly Attributes[] = DECISIONS.map((decision) => ({
  'otel.span.sampling_result': decision,
}));
