import type { FlushReport, Pipeline } from '../pipeline/pipeline.ts';

/**
 * Runs a flush or shutdown of the pipeline within a budget. Always resolves: with what was settled by then. When the budget
 * runs out and `isFinal`, the rest is given up.
 */
export async function withBudget(
  pipeline: Pipeline,
  run: () => Promise<void>,
  timeoutMs: number,
  isFinal: boolean,
): Promise<FlushReport> {
  const start = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, 'timeout');
  });
  const outcome = await Promise.race([
    run().then(
      () => 'done' as const,
      () => 'done' as const,
    ),
    timeout,
  ]);
  clearTimeout(timer);
  if (isFinal) pipeline.abort();
  return {
    ...pipeline.report(),
    durationMs: performance.now() - start,
    timedOut: outcome === 'timeout',
  };
}
