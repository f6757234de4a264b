import type { AttributeDeclaration, SignalDeclaration } from '@fluxora/telemetry-core';

/** Attributes of the runtime's signals. */
export const runtimeAttributes = {
  'nodejs.eventloop.state': {
    values: ['active', 'idle'],
    description: 'Whether the event loop ran code or waited for events.',
  },
  'v8js.gc.type': {
    values: ['major', 'minor', 'incremental', 'weakcb'],
    description:
      'Type of the garbage collection: minor ones clean the young generation, major ones the whole heap; `weakcb` are weak callbacks.',
  },
  'v8js.heap.space.name': {
    type: 'string',
    // V8 14 has 13 of them.
    maxValues: 40,
    description: 'Name of the heap space, as V8 calls it.',
  },
  'v8js.resource.type': {
    type: 'string',
    // Node.js 24 has some 70 kinds of handles and requests.
    maxValues: 200,
    description: 'Kind of the resource, as Node.js calls it: `TCPSocketWrap`, `Timeout`…',
  },
} as const satisfies Record<string, AttributeDeclaration>;

const PER_SPACE = { 'v8js.heap.space.name': 'required' } as const;

/** The delay's statistics share all but name and description. */
const DELAY = { kind: 'observableGauge', unit: 's', stability: 'development' } as const;

/** A heap space's figures share all but name and description. */
const SPACE = {
  kind: 'observableUpDownCounter',
  unit: 'By',
  stability: 'development',
  attributes: PER_SPACE,
} as const;

/** What Node.js and V8 say about the thread that asks: its event loop and its heap. */
export const runtimeSignals = {
  eventLoopUtilization: {
    name: 'nodejs.eventloop.utilization',
    kind: 'observableGauge',
    unit: '1',
    description: 'Event loop utilization since the collection before, 0 to 1.',
    stability: 'development',
  },
  eventLoopTime: {
    name: 'nodejs.eventloop.time',
    kind: 'observableCounter',
    unit: 's',
    description: 'Cumulative duration of time the event loop has been in each state.',
    stability: 'development',
    attributes: { 'nodejs.eventloop.state': 'required' },
  },
  eventLoopIterations: {
    name: 'fluxora.nodejs.eventloop.iterations',
    kind: 'observableCounter',
    unit: '{iteration}',
    description: 'Number of turns of the event loop.',
    stability: 'development',
  },
  eventLoopEvents: {
    name: 'fluxora.nodejs.eventloop.events',
    kind: 'observableCounter',
    unit: '{event}',
    description: 'Number of events (sockets, files, children) that the event loop handled.',
    stability: 'development',
  },
  eventLoopWaitingEvents: {
    name: 'fluxora.nodejs.eventloop.waiting_events',
    kind: 'observableCounter',
    unit: '{event}',
    description:
      'Number of those events that were there before the event loop asked: they had waited for other work.',
    stability: 'development',
  },
  eventLoopDelayMin: {
    ...DELAY,
    name: 'nodejs.eventloop.delay.min',
    description: 'Event loop minimum delay.',
  },
  eventLoopDelayMax: {
    ...DELAY,
    name: 'nodejs.eventloop.delay.max',
    description: 'Event loop maximum delay.',
  },
  eventLoopDelayMean: {
    ...DELAY,
    name: 'nodejs.eventloop.delay.mean',
    description: 'Event loop mean delay.',
  },
  eventLoopDelayStddev: {
    ...DELAY,
    name: 'nodejs.eventloop.delay.stddev',
    description: 'Event loop standard deviation delay.',
  },
  eventLoopDelayP50: {
    ...DELAY,
    name: 'nodejs.eventloop.delay.p50',
    description: 'Event loop 50 percentile delay.',
  },
  eventLoopDelayP90: {
    ...DELAY,
    name: 'nodejs.eventloop.delay.p90',
    description: 'Event loop 90 percentile delay.',
  },
  eventLoopDelayP99: {
    ...DELAY,
    name: 'nodejs.eventloop.delay.p99',
    description: 'Event loop 99 percentile delay.',
  },
  gcDuration: {
    name: 'v8js.gc.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Garbage collection duration.',
    stability: 'development',
    // The conventions' 0.01, 0.1, 1 and 10, and what tells the many short ones apart.
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 10],
    attributes: { 'v8js.gc.type': 'required' },
  },
  heapSpaceSize: {
    ...SPACE,
    name: 'v8js.memory.heap.space.size',
    description: 'Total heap memory size pre-allocated for a heap space.',
  },
  heapUsed: {
    ...SPACE,
    name: 'v8js.memory.heap.used',
    description: 'Heap Memory size allocated.',
  },
  heapSpaceAvailableSize: {
    ...SPACE,
    name: 'v8js.memory.heap.space.available_size',
    description: 'Heap space available size.',
  },
  heapSpacePhysicalSize: {
    ...SPACE,
    name: 'v8js.memory.heap.space.physical_size',
    description: 'Committed size of a heap space.',
  },
  heapLimit: {
    name: 'fluxora.v8js.memory.heap.limit',
    kind: 'observableUpDownCounter',
    unit: 'By',
    description:
      'Size that the heap may reach, all spaces together (--max-old-space-size); beyond it the process aborts.',
    stability: 'development',
  },
  externalMemory: {
    name: 'fluxora.v8js.memory.external',
    kind: 'observableUpDownCounter',
    unit: 'By',
    description:
      'Memory outside the heap that objects of the heap hold: buffers and other native memory.',
    stability: 'development',
  },
  arrayBuffersMemory: {
    name: 'fluxora.v8js.memory.array_buffers',
    kind: 'observableUpDownCounter',
    unit: 'By',
    description:
      'Memory of ArrayBuffers, SharedArrayBuffers and Buffers; a part of the external memory.',
    stability: 'development',
  },
  activeResources: {
    name: 'v8js.resource.active',
    kind: 'observableGauge',
    unit: '{resource}',
    description: 'Gauge of the active resources that are currently keeping the event loop alive.',
    stability: 'development',
    attributes: { 'v8js.resource.type': 'required' },
  },
} as const satisfies Record<string, SignalDeclaration>;
