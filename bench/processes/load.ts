import { answer } from './answer.ts';
import { runAutocannon } from './autocannon-load.ts';
import type { LoadOrder, LoadResult } from './load-result.ts';
import { runClosedLoop, runOpenLoop } from './raw-load.ts';

/** A slice as seen by the generator, with the share of its core that it used (0..1). */
export interface MeasuredLoad extends LoadResult {
  readonly generatorUse: number;
}

async function measure(run: typeof runClosedLoop, order: LoadOrder): Promise<MeasuredLoad> {
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const result = await run(order);
  const cpu = process.cpuUsage(cpuBefore);
  return { ...result, generatorUse: (cpu.user + cpu.system) / 1_000 / (performance.now() - began) };
}

answer({
  raw: (order: LoadOrder) => measure(order.rate ? runOpenLoop : runClosedLoop, order),
  autocannon: (order: LoadOrder) => measure(runAutocannon, order),
});
process.send?.({ ready: {} });
