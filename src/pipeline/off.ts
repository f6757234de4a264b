import type { Pipeline, SignalReport } from './pipeline.ts';

const NOTHING: SignalReport = { exported: 0, dropped: {}, pending: 0 };

/** Nothing is loaded, patched, timed or sent. */
export function createOffPipeline(): Pipeline {
  return {
    providers: {},
    flush: async () => undefined,
    shutdown: async () => undefined,
    abort: () => undefined,
    takeUnsent: () => [],
    problem: () => undefined,
    report: () => ({ traces: NOTHING, metrics: NOTHING, logs: NOTHING }),
  };
}
