import { foreignMetrics } from './foreign-metrics.ts';

/** The `docker_stats` receiver 0.161. */
export const dockerMetrics = foreignMetrics(
  'docker_stats receiver',
  [
    ['container.blockio.io_service_bytes_recursive', 'counter', 'By', 'operation'],
    ['container.cpu.throttling_data.throttled_periods', 'counter', '{periods}'],
    ['container.cpu.usage.total', 'counter', 'ns'],
    ['container.cpu.utilization', 'gauge', '1'],
    ['container.memory.percent', 'gauge', '1'],
    ['container.memory.usage.limit', 'upDownCounter', 'By'],
    ['container.memory.usage.total', 'upDownCounter', 'By'],
    ['container.network.io.usage.rx_bytes', 'counter', 'By', 'interface'],
    ['container.network.io.usage.rx_dropped', 'counter', '{packets}', 'interface'],
    ['container.network.io.usage.tx_bytes', 'counter', 'By', 'interface'],
    ['container.network.io.usage.tx_dropped', 'counter', '{packets}', 'interface'],
    ['container.restarts', 'counter', '{restarts}'],
  ],
  ['container.name', 'container.image.name'],
);
