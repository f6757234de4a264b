import type { MeterProvider } from '@opentelemetry/api';

/**
 * The SDK's batch processors tell of a full queue only through their self-metric (`otel.sdk.processor.*.processed` with
 * `error.type=queue_full`). This passes all self-metrics on and hears that one, so that the books are exact.
 */
export function hearQueueDrops(
  provider: MeterProvider,
  onDrop: (count: number) => void,
): MeterProvider {
  return {
    getMeter(name, version, options) {
      const meter = provider.getMeter(name, version, options);
      const heard = Object.create(meter) as typeof meter;
      heard.createCounter = (counterName, counterOptions) => {
        const counter = meter.createCounter(counterName, counterOptions);
        return {
          add(value, attributes, context) {
            if (attributes?.['error.type'] === 'queue_full') onDrop(value);
            counter.add(value, attributes as never, context);
          },
        };
      };
      return heard;
    },
  };
}
