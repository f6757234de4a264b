import { logs, metrics, trace } from '@opentelemetry/api';
import type { Pipeline, SignalReport } from '../pipeline/pipeline.ts';
import type { RegisteredProviders } from './registered-sdk.ts';

/** Its owner keeps the books. */
const UNKNOWN: SignalReport = { exported: 0, dropped: {}, pending: 0 };

/** Somebody else's SDK. We ask it to flush and leave its end to its owner. */
export function createAttachedPipeline(found: RegisteredProviders): Pipeline {
  const flush = async (): Promise<void> => {
    await Promise.allSettled(
      Object.values(found).map(async (provider) => {
        await provider.forceFlush?.();
      }),
    );
  };
  return {
    providers: {
      tracerProvider: trace.getTracerProvider(),
      meterProvider: metrics.getMeterProvider(),
      loggerProvider: logs.getLoggerProvider(),
    },
    flush,
    shutdown: flush,
    abort: () => undefined,
    takeUnsent: () => [],
    problem: () => undefined,
    report: () => ({ traces: UNKNOWN, metrics: UNKNOWN, logs: UNKNOWN }),
  };
}
