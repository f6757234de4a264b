import type { AttributeDeclaration, SignalDeclaration } from '@fluxora/telemetry-core';
import { hostAttributes } from '../host/host-signals.ts';

/** Attributes of the container's signals: the host's own declarations, so that they may be joined in one catalog. */
export const containerAttributes = {
  'cpu.mode': hostAttributes['cpu.mode'],
  'system.device.name': hostAttributes['system.device.name'],
  'disk.io.direction': hostAttributes['disk.io.direction'],
  'system.paging.fault.type': hostAttributes['system.paging.fault.type'],
} as const satisfies Record<string, AttributeDeclaration>;

const PER_MODE = { 'cpu.mode': 'recommended' } as const;

/**
 * What the control group of this process says: a container, a Kubernetes pod's container, a systemd service. Nothing in the
 * root control group, whose figures are the machine's.
 */
export const containerSignals = {
  containerUptime: {
    name: 'container.uptime',
    kind: 'observableGauge',
    unit: 's',
    description:
      'The time since the first process of the container started. Absent outside a process namespace.',
    stability: 'development',
  },
  containerCpuTime: {
    name: 'container.cpu.time',
    kind: 'observableCounter',
    unit: 's',
    description: 'CPU time that all processes of the container consumed, user and system.',
    stability: 'development',
    attributes: PER_MODE,
  },
  containerCpuUsage: {
    name: 'container.cpu.usage',
    kind: 'observableGauge',
    unit: '{cpu}',
    description: 'CPUs in use by the container since the collection before, user and system.',
    stability: 'development',
    attributes: PER_MODE,
  },
  containerCpuLimit: {
    name: 'fluxora.container.cpu.limit',
    kind: 'observableUpDownCounter',
    unit: '{cpu}',
    description:
      'CPUs that the quota allows, the tightest of the container and its visible parents. Absent without a quota.',
    stability: 'development',
  },
  containerCpuPeriods: {
    name: 'fluxora.container.cpu.periods',
    kind: 'observableCounter',
    unit: '{period}',
    description: 'Number of enforcement periods of the quota in which the container ran.',
    stability: 'development',
  },
  containerCpuThrottledPeriods: {
    name: 'fluxora.container.cpu.throttled_periods',
    kind: 'observableCounter',
    unit: '{period}',
    description:
      'Number of enforcement periods in which the container used up its quota and was stopped.',
    stability: 'development',
  },
  containerCpuThrottledTime: {
    name: 'fluxora.container.cpu.throttled_time',
    kind: 'observableCounter',
    unit: 's',
    description: 'Time for which the container was stopped by its quota, summed over its CPUs.',
    stability: 'development',
  },
  containerMemoryUsage: {
    name: 'container.memory.usage',
    kind: 'observableUpDownCounter',
    unit: 'By',
    description: 'Memory of the container, caches of files included.',
    stability: 'development',
  },
  containerMemoryWorkingSet: {
    name: 'container.memory.working_set',
    kind: 'observableUpDownCounter',
    unit: 'By',
    description:
      'Memory of the container without the file caches that the kernel can drop at once: what counts against eviction.',
    stability: 'development',
  },
  containerMemoryRss: {
    name: 'container.memory.rss',
    kind: 'observableUpDownCounter',
    unit: 'By',
    description: 'Anonymous memory of the container: heaps and stacks, no files.',
    stability: 'development',
  },
  containerMemoryAvailable: {
    name: 'container.memory.available',
    kind: 'observableUpDownCounter',
    unit: 'By',
    description: 'The limit less the working set. Absent without a limit.',
    stability: 'development',
  },
  containerMemoryLimit: {
    name: 'fluxora.container.memory.limit',
    kind: 'observableUpDownCounter',
    unit: 'By',
    description:
      'Memory that the container may use, the tightest of the container and its visible parents. Absent without a limit.',
    stability: 'development',
  },
  containerMemoryOomKills: {
    name: 'fluxora.container.memory.oom_kills',
    kind: 'observableCounter',
    unit: '{process}',
    description: 'Number of processes of the container that the kernel killed for want of memory.',
    stability: 'development',
  },
  containerPagingFaults: {
    name: 'container.paging.faults',
    kind: 'observableCounter',
    unit: '{fault}',
    description: 'Number of page faults of the container.',
    stability: 'development',
    attributes: { 'system.paging.fault.type': 'required' },
  },
  containerDiskIo: {
    name: 'container.disk.io',
    kind: 'observableCounter',
    unit: 'By',
    description: 'Bytes that the container read from and wrote to disks.',
    stability: 'development',
    attributes: { 'disk.io.direction': 'required', 'system.device.name': 'required' },
  },
} as const satisfies Record<string, SignalDeclaration>;
