// Starts the metrics of the infrastructure with an SDK, collects once, and has nothing more to do. Argument: whether to stop them.
import { startInfrastructureMetrics } from '@fluxora/telemetry-infrastructure';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';

class Reader extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}

const reader = new Reader();
const meterProvider = new MeterProvider({ readers: [reader] });
const before = process.getActiveResourcesInfo();
const metrics = startInfrastructureMetrics({ providers: { meterProvider } });
const { resourceMetrics } = await reader.collect();
if (process.argv[2] === 'stop') {
  metrics.stop();
  metrics.stop();
}
// Some turns, so that the request whose answer we are in is over, and what was told of garbage collections, too.
for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
const added = process.getActiveResourcesInfo();
for (const type of before) if (added.includes(type)) added.splice(added.indexOf(type), 1);
const count = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics).length;
console.log(JSON.stringify({ metrics: count, added }));
