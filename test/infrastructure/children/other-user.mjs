// Gives its rights up after it has started, as servers do that start as root; then /proc/self belongs to root.
import { startInfrastructureMetrics } from '@fluxora/telemetry-infrastructure';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';

class Reader extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}

const reader = new Reader();
const meterProvider = new MeterProvider({ readers: [reader] });
startInfrastructureMetrics({
  host: false,
  container: false,
  runtime: false,
  providers: { meterProvider },
});
process.setgid(65_534);
process.setuid(65_534);
await reader.collect();
const { resourceMetrics } = await reader.collect();
console.log(
  JSON.stringify(
    resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
      metrics.map(({ descriptor }) => descriptor.name),
    ),
  ),
);
