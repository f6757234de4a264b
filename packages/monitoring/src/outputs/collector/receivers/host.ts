import type { Source } from '../collector-parts.ts';
import { env } from '../environment.ts';
import { serverIdentity } from '../processors/server-identity.ts';

/** Filesystems that hold no files of anybody. */
const VIRTUAL_FILESYSTEMS = [
  'autofs',
  'binfmt_misc',
  'bpf',
  'cgroup2?',
  'configfs',
  'debugfs',
  'devpts',
  'devtmpfs',
  'fusectl',
  'hugetlbfs',
  'mqueue',
  'nsfs',
  'overlay',
  'proc',
  'pstore',
  'securityfs',
  'squashfs',
  'sysfs',
  'tmpfs',
  'tracefs',
];

/** The receiver's attribute and metrics it stands on, and what OpenTelemetry's conventions, and so our own signals, call it. */
const RENAMED_ATTRIBUTES: readonly (readonly [metrics: string, from: string, to: string])[] = [
  ['^system[.]cpu[.]time', 'state', 'cpu.mode'],
  ['^system[.]memory[.]', 'state', 'system.memory.state'],
  ['^system[.]paging[.]', 'state', 'system.paging.state'],
  ['^system[.]paging[.]', 'direction', 'system.paging.direction'],
  ['^system[.]paging[.]', 'type', 'system.paging.fault.type'],
  ['^system[.]filesystem[.]', 'state', 'system.filesystem.state'],
  ['^system[.]filesystem[.]', 'mountpoint', 'system.filesystem.mountpoint'],
  ['^system[.]filesystem[.]', 'mode', 'system.filesystem.mode'],
  ['^system[.]filesystem[.]', 'type', 'system.filesystem.type'],
  ['^system[.]disk[.]', 'direction', 'disk.io.direction'],
  ['^system[.]network[.]', 'direction', 'network.io.direction'],
  ['^system[.]network[.]', 'device', 'network.interface.name'],
  ['^system[.](disk|filesystem|paging)[.]', 'device', 'system.device.name'],
];

const RENAMED_MODES = [
  ['wait', 'iowait'],
  ['softirq', 'interrupt'],
] as const;

const RENAMED_METRICS = [
  ['system.network.packets', 'system.network.packet.count'],
  ['system.network.dropped', 'system.network.packet.dropped'],
] as const;

/**
 * The machine: processor, memory, disks, network. In the words of our own `infrastructure` signals, so that a query finds a machine as
 * it finds a service, by `service_name="host"`.
 */
export function hostSource(environment: string): Source {
  const interval = env('COLLECTOR_HOST_INTERVAL', '30s');
  return {
    name: 'host',
    signal: 'metrics',
    place: 'host',
    receiver: {
      'host_metrics/host': {
        collection_interval: interval,
        root_path: env('COLLECTOR_HOST_ROOT', '/'),
        scrapers: {
          cpu: { metrics: { 'system.cpu.logical.count': { enabled: true } } },
          load: {},
          memory: {
            metrics: {
              'system.memory.limit': { enabled: true },
              'system.memory.utilization': { enabled: true },
            },
          },
          paging: {},
          disk: { exclude: { devices: ['^(loop|ram)\\d+'], match_type: 'regexp' } },
          filesystem: {
            exclude_fs_types: { fs_types: VIRTUAL_FILESYSTEMS.map(whole), match_type: 'regexp' },
          },
          network: { exclude: { interfaces: ['^(lo|veth.*|br-.*)'], match_type: 'regexp' } },
          processes: {},
        },
      },
    },
    processors: serverIdentity({
      name: 'host',
      service: 'host',
      instance: env('HOST_NAME', env('HOSTNAME', 'localhost')),
      environment,
      resource: [
        'set(resource.attributes["host.name"], resource.attributes["service.instance.id"])',
      ],
      points: [
        ...RENAMED_ATTRIBUTES.flatMap(([metrics, from, to]) => [
          `set(datapoint.attributes["${to}"], datapoint.attributes["${from}"]) where IsMatch(metric.name, "${metrics}") and datapoint.attributes["${from}"] != nil`,
          `delete_key(datapoint.attributes, "${from}") where IsMatch(metric.name, "${metrics}")`,
        ]),
        ...RENAMED_MODES.map(
          ([from, to]) =>
            `set(datapoint.attributes["cpu.mode"], "${to}") where metric.name == "system.cpu.time" and datapoint.attributes["cpu.mode"] == "${from}"`,
        ),
      ],
      metrics: [
        // As ours: one series per mode and machine, instead of one per core.
        'aggregate_on_attributes("sum", ["cpu.mode"]) where metric.name == "system.cpu.time"',
        ...RENAMED_METRICS.map(
          ([from, to]) => `set(metric.name, "${to}") where metric.name == "${from}"`,
        ),
      ],
    }),
  };
}

function whole(pattern: string): string {
  return `^${pattern}\\z`;
}
