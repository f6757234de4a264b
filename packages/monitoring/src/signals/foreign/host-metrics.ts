import { foreignMetrics } from './foreign-metrics.ts';

/**
 * The `hostmetrics` receiver 0.161, where it has what our own infrastructure signals do not. The rest has the names and attributes of
 * those: the Collector renames them.
 */
export const hostMetrics = foreignMetrics('hostmetrics receiver', [
  ['system.cpu.load_average.1m', 'gauge', '{thread}'],
  ['system.cpu.load_average.5m', 'gauge', '{thread}'],
  ['system.cpu.load_average.15m', 'gauge', '{thread}'],
  ['system.disk.pending_operations', 'upDownCounter', '{operations}', 'system.device.name'],
  [
    'system.filesystem.inodes.usage',
    'upDownCounter',
    '{inodes}',
    'system.device.name system.filesystem.mode system.filesystem.mountpoint system.filesystem.type system.filesystem.state',
  ],
  ['system.network.connections', 'upDownCounter', '{connections}', 'protocol state'],
  ['system.processes.count', 'upDownCounter', '{processes}', 'status'],
  ['system.processes.created', 'counter', '{processes}'],
]);
