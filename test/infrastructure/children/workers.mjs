// One set of metrics in the main thread and one in a worker thread. Prints the names of each.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { startInfrastructureMetrics } from '@fluxora/telemetry-infrastructure';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';

class Reader extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}

const reader = new Reader();
const meterProvider = new MeterProvider({ readers: [reader] });
const options = isMainThread ? {} : workerData;
startInfrastructureMetrics({ ...options, providers: { meterProvider } });
for (const end = performance.now() + (isMainThread ? 0 : 200); performance.now() < end;);
await new Promise((resolve) => setTimeout(resolve, 100));
const { resourceMetrics } = await reader.collect();
const all = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
const value = (name) =>
  all.find(({ descriptor }) => descriptor.name === name)?.dataPoints[0]?.value;
const result = {
  groups: [
    ...new Set(all.map(({ descriptor }) => descriptor.name.replace('fluxora.', '').split('.')[0])),
  ].toSorted((a, b) => a.localeCompare(b)),
  utilization: value('nodejs.eventloop.utilization'),
  iterations: value('fluxora.nodejs.eventloop.iterations'),
  heapLimit: value('fluxora.v8js.memory.heap.limit'),
};

if (isMainThread) {
  const workers = await Promise.all(
    [{}, { process: true }].map(
      (data) =>
        new Promise((resolve, reject) => {
          const worker = new Worker(new URL(import.meta.url), {
            workerData: data,
            resourceLimits: { maxOldGenerationSizeMb: 64 },
          });
          worker.once('message', resolve);
          worker.once('error', reject);
        }),
    ),
  );
  console.log(JSON.stringify({ main: result, workers }));
} else {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort.postMessage(result);
}
