import { infrastructureCatalog } from '@fluxora/telemetry-infrastructure';
import type { Evidence } from '../evidence.ts';
import { differs, type PromiseCheck } from './promise-check.ts';

/** What every platform tells about the process and its Node.js. */
const EVERYWHERE = [
  'process.cpu.time',
  'process.memory.usage',
  'process.uptime',
  'nodejs.eventloop.utilization',
  'nodejs.eventloop.delay.p99',
  'v8js.memory.heap.used',
  'v8js.gc.duration',
  'system.cpu.logical.count',
  'system.memory.limit',
];

/** What Linux tells besides. */
const ON_LINUX = [
  'system.cpu.time',
  'system.memory.usage',
  'system.paging.faults',
  'system.network.io',
  'process.unix.file_descriptor.count',
  'process.thread.count',
];

/** The service tells about the machine and the process that it runs in. */
export const infrastructurePromises: readonly PromiseCheck[] = [
  {
    promise: 'host, process and Node.js tell how they are, without a line of code',
    breaches: ({ metric }) =>
      [...EVERYWHERE, ...(process.platform === 'linux' ? ON_LINUX : [])].flatMap((name) =>
        metric(name) ? [] : [`${name} did not arrive`],
      ),
  },
  {
    promise:
      'what cannot be read here is absent, not zero: processors, memory and uptime are never 0',
    breaches: (evidence) => [
      ...(emitted(evidence).length === 0 ? ['nothing arrived'] : []),
      ...['process.memory.usage', 'process.uptime', 'system.memory.limit'].flatMap((name) =>
        (evidence.metric(name)?.points ?? []).flatMap(({ value = 0 }) =>
          value > 0 ? [] : [`${name}: ${value}`],
        ),
      ),
    ],
  },
  {
    promise: 'nothing is reported per processor core unless asked for',
    breaches: (evidence) => [
      ...differs('system.cpu.time', evidence.metric('system.cpu.time') !== undefined, true),
      ...emitted(evidence).flatMap(({ name, points }) =>
        points.some(({ attributes }) => 'cpu.logical_number' in attributes)
          ? [`${name} has cpu.logical_number`]
          : [],
      ),
    ],
  },
];

function emitted({ metrics }: Evidence) {
  return metrics.filter(({ scope }) => scope.name === infrastructureCatalog.name);
}
