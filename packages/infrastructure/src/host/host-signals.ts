import type { AttributeDeclaration, SignalDeclaration } from '@fluxora/telemetry-core';

/** Attributes of the host's signals. Those that containers share are declared here once. */
export const hostAttributes = {
  'cpu.mode': {
    values: ['user', 'system', 'nice', 'idle', 'iowait', 'interrupt', 'steal'],
    description:
      'What the CPU did. Time of virtual machines (guest) is in `user`, of soft interrupts in `interrupt`.',
  },
  'cpu.logical_number': {
    type: 'int',
    // Seven modes each, within the 2000 series of one metric.
    maxValues: 280,
    description: 'Number of the logical CPU. Only with `perCpu`.',
  },
  'fluxora.system.load.period': {
    values: ['1m', '5m', '15m'],
    description: 'Time over which the load is averaged, exponentially.',
  },
  'system.memory.state': {
    values: ['used', 'available'],
    description: 'State of the memory. The two add up to `system.memory.limit`.',
  },
  'system.paging.state': { values: ['used', 'free'], description: 'State of the swap space.' },
  'system.paging.fault.type': {
    values: ['major', 'minor'],
    description: 'Whether a page had to be read from a disk (major) or was in memory.',
  },
  'system.paging.direction': { values: ['in', 'out'], description: 'Into memory, or out of it.' },
  'system.device.name': {
    type: 'string',
    maxValues: 250,
    description:
      'Name of the device: `sda` for a disk, `/dev/sda1` for what is mounted, `/dev/dm-1` for swap, `eth0` for an interface.',
  },
  'disk.io.direction': { values: ['read', 'write'], description: 'Direction of disk operations.' },
  'system.filesystem.state': {
    values: ['used', 'free', 'reserved'],
    description:
      'State of the space; `reserved` is free but for the superuser only. The three add up to `system.filesystem.limit`.',
  },
  'system.filesystem.type': {
    type: 'string',
    maxValues: 40,
    description: 'Type of the filesystem, as in `ext4`. Absent where the platform does not tell.',
  },
  'system.filesystem.mode': {
    values: ['rw', 'ro'],
    description:
      'Whether it is mounted read-write or read-only. Absent where the platform does not tell.',
  },
  'system.filesystem.mountpoint': {
    type: 'string',
    maxValues: 250,
    description: 'Where it is mounted, as this process sees it.',
  },
  'network.interface.name': {
    type: 'string',
    maxValues: 250,
    description:
      'Name of the network interface. Loopback and container ends of pairs (veth) are left out.',
  },
  'network.io.direction': {
    values: ['receive', 'transmit'],
    description: 'Direction of traffic, as the interface sees it.',
  },
} as const satisfies Record<string, AttributeDeclaration>;

const PER_CPU = { 'cpu.mode': 'required', 'cpu.logical_number': 'opt_in' } as const;
const PER_SWAP_STATE = {
  'system.paging.state': 'required',
  'system.device.name': 'recommended',
} as const;
const PER_DISK_DIRECTION = {
  'system.device.name': 'required',
  'disk.io.direction': 'required',
} as const;
const PER_FILESYSTEM = {
  'system.filesystem.mountpoint': 'required',
  'system.device.name': 'recommended',
  'system.filesystem.type': 'recommended',
  'system.filesystem.mode': 'recommended',
} as const;
const PER_INTERFACE = {
  'network.interface.name': 'required',
  'network.io.direction': 'required',
} as const;

/**
 * What the machine says. In a container these are the machine's figures (the kernel has no others), except the network, which
 * is the container's own, and the filesystems, which are those that the container sees.
 */
export const hostSignals = {
  systemUptime: {
    name: 'system.uptime',
    kind: 'observableGauge',
    unit: 's',
    description: 'The time the system has been running.',
    stability: 'development',
  },
  systemCpuTime: {
    name: 'system.cpu.time',
    kind: 'observableCounter',
    unit: 's',
    description: 'Seconds all logical CPUs together spent in each mode; each apart with `perCpu`.',
    stability: 'development',
    attributes: PER_CPU,
  },
  systemCpuUtilization: {
    name: 'system.cpu.utilization',
    kind: 'observableGauge',
    unit: '1',
    description:
      'Share of CPU time in each mode since the collection before, 0 to 1 over all logical CPUs; each apart with `perCpu`.',
    stability: 'development',
    attributes: PER_CPU,
  },
  systemCpuLogicalCount: {
    name: 'system.cpu.logical.count',
    kind: 'observableUpDownCounter',
    unit: '{cpu}',
    description: 'Number of logical CPUs that are online.',
    stability: 'development',
  },
  systemLoad: {
    name: 'fluxora.system.load',
    kind: 'observableGauge',
    unit: '{thread}',
    description:
      'Load average: threads that run, wait for a CPU or (on Linux) wait for a disk, averaged over 1, 5 and 15 minutes.',
    stability: 'development',
    attributes: { 'fluxora.system.load.period': 'required' },
  },
  systemMemoryUsage: {
    name: 'system.memory.usage',
    kind: 'observableUpDownCounter',
    unit: 'By',
    description:
      "The machine's memory by state. `available` is what programs may still take without swapping; caches count as such.",
    stability: 'development',
    attributes: { 'system.memory.state': 'required' },
  },
  systemMemoryLimit: {
    name: 'system.memory.limit',
    kind: 'observableUpDownCounter',
    unit: 'By',
    description:
      "The machine's memory. A container's own limit is `fluxora.container.memory.limit`.",
    stability: 'development',
  },
  systemMemoryUtilization: {
    name: 'system.memory.utilization',
    kind: 'observableGauge',
    unit: '1',
    description: "Fraction of the machine's memory by state, 0 to 1.",
    stability: 'development',
    attributes: { 'system.memory.state': 'required' },
  },
  systemMemoryLinuxAvailable: {
    name: 'system.memory.linux.available',
    kind: 'observableUpDownCounter',
    unit: 'By',
    description:
      'An estimate of how much memory is available for starting new applications, without causing swapping.',
    stability: 'development',
  },
  systemPagingUsage: {
    name: 'system.paging.usage',
    kind: 'observableUpDownCounter',
    unit: 'By',
    description: 'Swap space by state. Absent where there is none.',
    stability: 'development',
    attributes: PER_SWAP_STATE,
  },
  systemPagingUtilization: {
    name: 'system.paging.utilization',
    kind: 'observableGauge',
    unit: '1',
    description: 'Fraction of the swap space by state, 0 to 1. Absent where there is none.',
    stability: 'development',
    attributes: PER_SWAP_STATE,
  },
  systemPagingFaults: {
    name: 'system.paging.faults',
    kind: 'observableCounter',
    unit: '{fault}',
    description: 'Number of page faults.',
    stability: 'development',
    attributes: { 'system.paging.fault.type': 'required' },
  },
  systemPagingOperations: {
    name: 'system.paging.operations',
    kind: 'observableCounter',
    unit: '{operation}',
    description: 'Number of pages swapped in and out.',
    stability: 'development',
    attributes: {
      'system.paging.direction': 'required',
      'system.paging.fault.type': 'recommended',
    },
  },
  systemDiskIo: {
    name: 'system.disk.io',
    kind: 'observableCounter',
    unit: 'By',
    description: 'Bytes transferred by disks.',
    stability: 'development',
    attributes: PER_DISK_DIRECTION,
  },
  systemDiskOperations: {
    name: 'system.disk.operations',
    kind: 'observableCounter',
    unit: '{operation}',
    description: 'Number of operations that disks completed.',
    stability: 'development',
    attributes: PER_DISK_DIRECTION,
  },
  systemDiskIoTime: {
    name: 'system.disk.io_time',
    kind: 'observableCounter',
    unit: 's',
    description: 'Time during which a disk had at least one operation under way.',
    stability: 'development',
    attributes: { 'system.device.name': 'required' },
  },
  systemDiskOperationTime: {
    name: 'system.disk.operation_time',
    kind: 'observableCounter',
    unit: 's',
    description: 'Sum of the time that each operation took; parallel ones each count.',
    stability: 'development',
    attributes: PER_DISK_DIRECTION,
  },
  systemFilesystemUsage: {
    name: 'system.filesystem.usage',
    kind: 'observableUpDownCounter',
    unit: 'By',
    description: "A filesystem's space by state.",
    stability: 'development',
    attributes: { ...PER_FILESYSTEM, 'system.filesystem.state': 'required' },
  },
  systemFilesystemUtilization: {
    name: 'system.filesystem.utilization',
    kind: 'observableGauge',
    unit: '1',
    description: "Fraction of a filesystem's space by state, 0 to 1.",
    stability: 'development',
    attributes: { ...PER_FILESYSTEM, 'system.filesystem.state': 'required' },
  },
  systemFilesystemLimit: {
    name: 'system.filesystem.limit',
    kind: 'observableUpDownCounter',
    unit: 'By',
    description: 'The size of a filesystem.',
    stability: 'development',
    attributes: PER_FILESYSTEM,
  },
  systemNetworkIo: {
    name: 'system.network.io',
    kind: 'observableCounter',
    unit: 'By',
    description: 'Bytes that network interfaces received and transmitted.',
    stability: 'development',
    attributes: PER_INTERFACE,
  },
  systemNetworkPacketCount: {
    name: 'system.network.packet.count',
    kind: 'observableCounter',
    unit: '{packet}',
    description: 'Number of packets that network interfaces received and transmitted.',
    stability: 'development',
    // The conventions name the device here and the interface on its siblings; with both, either query works.
    attributes: { ...PER_INTERFACE, 'system.device.name': 'required' },
  },
  systemNetworkPacketDropped: {
    name: 'system.network.packet.dropped',
    kind: 'observableCounter',
    unit: '{packet}',
    description: 'Number of packets that were dropped although there was no error.',
    stability: 'development',
    attributes: PER_INTERFACE,
  },
  systemNetworkErrors: {
    name: 'system.network.errors',
    kind: 'observableCounter',
    unit: '{error}',
    description: 'Number of errors that network interfaces detected.',
    stability: 'development',
    attributes: PER_INTERFACE,
  },
} as const satisfies Record<string, SignalDeclaration>;
