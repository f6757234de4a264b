import type { FlushReport, Pipeline } from '../pipeline/pipeline.ts';

/**
 * Runs a flush or shutdown of the pipeline within a budget. Always resolves, with what was settled by then. The timer keeps the
 * process alive meanwhile, which the requests themselves do not.
 *
 * @param giveUp - When it is over, whatever is left is given up: counted as lost, connections closed.
 */
export async function withBudget(
  pipeline: Pipeline,
  run: () => Promise<void>,
  timeoutMs: number,
  giveUp: boolean,
): Promise<FlushReport> {
  const start = performance.now();
  let timedOut = false;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      timedOut = true;
      resolve();
    }, timeoutMs);
  });
  await Promise.race([run().catch(() => undefined), timeout]);
  clearTimeout(timer);
  if (giveUp) pipeline.abort();
  return { ...pipeline.report(), durationMs: performance.now() - start, timedOut };
}
