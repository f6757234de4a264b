/*
 * Waits for a line (by then it is in a control group), uses more CPU than its quota, has a child that takes more memory than
 * the limit, and prints what it measures of itself.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInstruments } from '@fluxora/telemetry-core';
import { MeterProvider, MetricReader, AggregationTemporality } from '@opentelemetry/sdk-metrics';
import { infrastructureCatalog } from '../../../packages/infrastructure/src/catalog.ts';
import { observeContainer } from '../../../packages/infrastructure/src/container/observe-container.ts';
import { observeHost } from '../../../packages/infrastructure/src/host/observe-host.ts';

class Reader extends MetricReader {
  constructor() {
    super({ aggregationTemporalitySelector: () => AggregationTemporality.CUMULATIVE });
  }
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

async function measure(reader: Reader): Promise<Record<string, number>> {
  const { resourceMetrics } = await reader.collect();
  return Object.fromEntries(
    resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
      metrics.flatMap(({ descriptor, dataPoints }) =>
        dataPoints.map(({ attributes, value }) => [
          [descriptor.name, ...Object.values(attributes)].join(' '),
          value as number,
        ]),
      ),
    ),
  );
}

function burn(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

console.log('ready');
// Ends with its parent at the latest.
process.stdin.on('end', () => process.exit(1));
await once(process.stdin, 'data');

const reader = new Reader();
const providers = { meterProvider: new MeterProvider({ readers: [reader] }) };
const instruments = createInstruments(infrastructureCatalog, providers);
observeContainer(instruments, { providers });
observeHost(instruments, { providers });
// Only pages that are touched here count as the group's.
const kept = Buffer.alloc(4 * 1024 * 1024, 1);
const first = await measure(reader);
burn(2_000);
const second = await measure(reader);
// The kernel takes the one that offers itself.
const greedy =
  'echo 1000 > /proc/self/oom_score_adj; exec "$0" -e "const all = []; for (;;) all.push(Buffer.alloc(8e6, 1))"';
const { signal } = spawnSync('sh', ['-c', greedy, process.execPath]);
const third = await measure(reader);
console.log(JSON.stringify({ first, second, third, signal, kept: kept.length }));
process.exit(0);
