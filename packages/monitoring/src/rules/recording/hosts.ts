import type { RecordingSource, RuleContext } from '../recording-source.ts';
import type { RuleTest } from '../rule-test.ts';
import { series } from '../test-series.ts';
import { sumOfRates } from './shapes.ts';

/**
 * How full the machines are, as the services on them see it. Several services may report the same machine: the maximum of them, not
 * the sum.
 */
export const hosts: RecordingSource = {
  name: 'hosts',
  rules: ({ q }) => {
    const host = q.labels('deployment.environment.name', 'host.name');
    const used = `${q.label('system.memory.state')}="used"`;
    const direction = q.label('network.io.direction');
    const network = q.labels('deployment.environment.name', 'host.name', 'network.io.direction');
    const reporter = `${host}, ${q.label('service.instance.id')}`;
    return [
      {
        record: 'host:cpu_utilization:ratio5m',
        expr: [
          `max by (${host}) (`,
          `  sum by (${reporter}) (rate(${q.metric('system.cpu.time')}{${q.label('cpu.mode')}!~"idle|iowait"}[5m]))`,
          `  / sum by (${reporter}) (rate(${q.metric('system.cpu.time')}[5m]))`,
          ')',
        ].join('\n'),
        unit: '1',
      },
      {
        record: 'host:memory_utilization:ratio',
        expr: `max by (${host}) (${q.metric('system.memory.utilization')}{${used}})`,
        unit: '1',
      },
      {
        record: 'host_mountpoint:filesystem_utilization:ratio',
        expr: `max by (${host}, ${q.label('system.filesystem.mountpoint')}) (${q.metric('system.filesystem.utilization')}{${q.label('system.filesystem.state')}="used"})`,
        unit: '1',
      },
      {
        record: 'host_device:disk_busy:ratio5m',
        expr: `max by (${host}, ${q.label('system.device.name')}) (rate(${q.metric('system.disk.io_time')}[5m]))`,
        unit: '1',
        description: 'Share of the time in which a disk had work to do.',
      },
      {
        record: 'host:network_bytes:rate5m',
        expr: [
          `max by (${network}) (`,
          `  ${sumOfRates(`${reporter}, ${direction}`, q.metric('system.network.io'), '5m')}`,
          ')',
        ].join('\n'),
        unit: 'By/s',
      },
    ];
  },
  tests: (context) => [test(context)],
};

function test({ q }: RuleContext): RuleTest {
  const host = { deployment_environment_name: 'production', host_name: 'h1' };
  const seenBy = (id: string, labels: Record<string, string>) => ({
    ...host,
    service_name: 'forecast-api',
    service_instance_id: id,
    ...labels,
  });
  const cpu = q.metric('system.cpu.time');
  const network = q.metric('system.network.io');
  return {
    name: 'two services that report the same machine make it no bigger',
    input: ['a', 'b'].flatMap((id) => [
      series(cpu, seenBy(id, { cpu_mode: 'user' }), '0+45x20'),
      series(cpu, seenBy(id, { cpu_mode: 'idle' }), '0+15x20'),
      series(
        network,
        seenBy(id, { network_interface_name: 'eth0', network_io_direction: 'receive' }),
        '0+600x20',
      ),
      series(
        network,
        seenBy(id, { network_interface_name: 'eth1', network_io_direction: 'receive' }),
        '0+60x20',
      ),
    ]),
    values: [
      {
        at: '15m',
        expr: 'host:cpu_utilization:ratio5m',
        expected: [{ labels: host, value: 0.75 }],
      },
      {
        at: '15m',
        expr: 'host:network_bytes:rate5m',
        expected: [{ labels: { ...host, network_io_direction: 'receive' }, value: 11 }],
      },
    ],
  };
}
