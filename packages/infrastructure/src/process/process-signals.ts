import type { AttributeDeclaration, SignalDeclaration } from '@fluxora/telemetry-core';
import { hostAttributes } from '../host/host-signals.ts';

/** Attributes of the process's signals. Those of the host are the host's own declarations, so that one catalog may hold both. */
export const processAttributes = {
  'cpu.mode': hostAttributes['cpu.mode'],
  'disk.io.direction': hostAttributes['disk.io.direction'],
  'system.paging.fault.type': hostAttributes['system.paging.fault.type'],
  'process.context_switch.type': {
    values: ['voluntary', 'involuntary'],
    description:
      'Whether the process gave up the CPU itself, to wait, or had it taken away: involuntary ones show a lack of CPU.',
  },
} as const satisfies Record<string, AttributeDeclaration>;

const PER_MODE = { 'cpu.mode': 'required' } as const;

/** What the operating system says about this process, all its threads together. */
export const processSignals = {
  processUptime: {
    name: 'process.uptime',
    kind: 'observableGauge',
    unit: 's',
    description: 'The time the process has been running.',
    stability: 'development',
  },
  processCpuTime: {
    name: 'process.cpu.time',
    kind: 'observableCounter',
    unit: 's',
    description: 'Total CPU seconds broken down by different CPU modes.',
    stability: 'development',
    attributes: PER_MODE,
  },
  processCpuUtilization: {
    name: 'process.cpu.utilization',
    kind: 'observableGauge',
    unit: '1',
    description:
      'Difference in process.cpu.time since the collection before, divided by the elapsed time and number of CPUs available to the process.',
    stability: 'development',
    attributes: PER_MODE,
  },
  processMemoryUsage: {
    name: 'process.memory.usage',
    kind: 'observableUpDownCounter',
    unit: 'By',
    description: 'The amount of physical memory in use (resident set size).',
    stability: 'development',
  },
  processMemoryVirtual: {
    name: 'process.memory.virtual',
    kind: 'observableUpDownCounter',
    unit: 'By',
    description:
      'The amount of virtual memory. Large without being used: V8 reserves address space ahead.',
    stability: 'development',
  },
  processFileDescriptorCount: {
    name: 'process.unix.file_descriptor.count',
    kind: 'observableUpDownCounter',
    unit: '{file_descriptor}',
    description:
      'Number of file descriptors in use by the process: files, sockets, pipes and what Node.js uses itself.',
    stability: 'development',
  },
  processFileDescriptorLimit: {
    name: 'fluxora.process.unix.file_descriptor.limit',
    kind: 'observableUpDownCounter',
    unit: '{file_descriptor}',
    description:
      'Number of file descriptors that the process may have (soft limit); beyond it connections fail with EMFILE. Absent without a limit.',
    stability: 'development',
  },
  processThreadCount: {
    name: 'process.thread.count',
    kind: 'observableUpDownCounter',
    unit: '{thread}',
    description: 'Process threads count.',
    stability: 'development',
  },
  processContextSwitches: {
    name: 'process.context_switches',
    kind: 'observableCounter',
    unit: '{context_switch}',
    description: 'Number of times the process has been context switched.',
    stability: 'development',
    attributes: { 'process.context_switch.type': 'required' },
  },
  processPagingFaults: {
    name: 'process.paging.faults',
    kind: 'observableCounter',
    unit: '{fault}',
    description: 'Number of page faults the process has made.',
    stability: 'development',
    attributes: { 'system.paging.fault.type': 'required' },
  },
  processDiskIo: {
    name: 'process.disk.io',
    kind: 'observableCounter',
    unit: 'By',
    description:
      'Bytes that the process had disks read and write. What the file cache answered is not among them.',
    stability: 'development',
    attributes: { 'disk.io.direction': 'required' },
  },
} as const satisfies Record<string, SignalDeclaration>;
