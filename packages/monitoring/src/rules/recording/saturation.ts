import type { Words } from '../../promql/words.ts';
import type { RecordingRule, RecordingSource, RuleContext } from '../recording-source.ts';
import type { RuleTest } from '../rule-test.ts';
import { API, series } from '../test-series.ts';
import { ratio, sumOfRates } from './shapes.ts';

/** How full processes and containers are, per replica and per service. */
export const saturation: RecordingSource = {
  name: 'saturation',
  rules: ({ q }) => [...processRules(q), ...containerRules(q), ...serviceRules(q)],
  tests: (context) => [processTest(context), containerTest(context)],
};

const replica = (q: Words): string => q.byService('service.instance.id');

function processRules(q: Words): RecordingRule[] {
  const by = replica(q);
  return [
    {
      record: 'service_instance:process_cpu:rate5m',
      expr: sumOfRates(by, q.metric('process.cpu.time'), '5m'),
      unit: '{cpu}',
      description: 'CPUs that a process keeps busy.',
    },
    {
      record: 'service_instance:process_memory_bytes:max',
      expr: `max by (${by}) (${q.metric('process.memory.usage')})`,
      unit: 'By',
    },
    {
      record: 'service_instance:heap_utilization:ratio',
      expr: ratio(
        `sum by (${by}) (${q.metric('v8js.memory.heap.used')})`,
        `max by (${by}) (${q.metric('fluxora.v8js.memory.heap.limit')})`,
      ),
      unit: '1',
      description: 'Share of the heap that V8 may use at most.',
    },
    {
      record: 'service_instance:eventloop_utilization:avg5m',
      expr: `avg_over_time(max by (${by}) (${q.metric('nodejs.eventloop.utilization')})[5m:1m])`,
      unit: '1',
    },
    {
      record: 'service_instance:eventloop_delay_seconds:p99',
      expr: `max by (${by}) (${q.metric('nodejs.eventloop.delay.p99')})`,
      unit: 's',
    },
    {
      record: 'service_instance:gc:ratio5m',
      expr: sumOfRates(by, q.metric('v8js.gc.duration', 'sum'), '5m'),
      unit: '1',
      description: 'Share of the time that garbage collection takes.',
    },
    {
      record: 'service_instance:file_descriptors:ratio',
      expr: ratio(
        `max by (${by}) (${q.metric('process.unix.file_descriptor.count')})`,
        `max by (${by}) (${q.metric('fluxora.process.unix.file_descriptor.limit')})`,
      ),
      unit: '1',
    },
  ];
}

function containerRules(q: Words): RecordingRule[] {
  const by = replica(q);
  return [
    {
      record: 'service_instance:container_cpu:ratio5m',
      expr: ratio(
        sumOfRates(by, q.metric('container.cpu.time'), '5m'),
        `max by (${by}) (${q.metric('fluxora.container.cpu.limit')})`,
      ),
      unit: '1',
      description: 'Share of the CPUs that the quota allows.',
    },
    {
      record: 'service_instance:container_cpu_throttled:ratio5m',
      expr: ratio(
        sumOfRates(by, q.metric('fluxora.container.cpu.throttled_periods'), '5m'),
        sumOfRates(by, q.metric('fluxora.container.cpu.periods'), '5m'),
      ),
      unit: '1',
      description: 'Share of the periods in which the container had to wait for its quota.',
    },
    {
      record: 'service_instance:container_memory:ratio',
      expr: ratio(
        `max by (${by}) (${q.metric('container.memory.working_set')})`,
        `max by (${by}) (${q.metric('fluxora.container.memory.limit')})`,
      ),
      unit: '1',
    },
  ];
}

/** The fullest replica of each service: one that is full is enough. */
function serviceRules(q: Words): RecordingRule[] {
  const fullest = {
    'heap_utilization:max': 'heap_utilization:ratio',
    'eventloop_utilization:max': 'eventloop_utilization:avg5m',
    'file_descriptors:max': 'file_descriptors:ratio',
    'container_cpu:max': 'container_cpu:ratio5m',
    'container_memory:max': 'container_memory:ratio',
  };
  return [
    ...Object.entries(fullest).map(([name, of]) => ({
      record: `service:${name}`,
      expr: `max by (${q.byService()}) (service_instance:${of})`,
      unit: '1',
    })),
    {
      record: 'service:process_cpu:sum',
      expr: `sum by (${q.byService()}) (service_instance:process_cpu:rate5m)`,
      unit: '{cpu}',
    },
    {
      record: 'service:process_memory_bytes:sum',
      expr: `sum by (${q.byService()}) (service_instance:process_memory_bytes:max)`,
      unit: 'By',
    },
  ];
}

function processTest({ q }: RuleContext): RuleTest {
  const of = (instance: string, labels: Record<string, string> = {}) => ({
    ...API,
    service_instance_id: instance,
    ...labels,
  });
  const heap = q.metric('v8js.memory.heap.used');
  const limit = q.metric('fluxora.v8js.memory.heap.limit');
  const cpu = q.metric('process.cpu.time');
  return {
    name: 'the fullest replica speaks for its service, the CPUs of all add up',
    input: [
      series(heap, of('a', { v8js_heap_space_name: 'new_space' }), '100x20'),
      series(heap, of('a', { v8js_heap_space_name: 'old_space' }), '800x20'),
      series(limit, of('a'), '1000x20'),
      series(heap, of('b', { v8js_heap_space_name: 'old_space' }), '200x20'),
      series(limit, of('b'), '1000x20'),
      series(cpu, of('a', { cpu_mode: 'user' }), '0+30x20'),
      series(cpu, of('a', { cpu_mode: 'system' }), '0+6x20'),
      series(cpu, of('b', { cpu_mode: 'user' }), '0+6x20'),
    ],
    values: [
      {
        at: '15m',
        expr: 'service_instance:heap_utilization:ratio',
        expected: [
          { labels: of('a'), value: 0.9 },
          { labels: of('b'), value: 0.2 },
        ],
      },
      {
        at: '15m',
        expr: 'service:heap_utilization:max',
        expected: [{ labels: API, value: 0.9 }],
      },
      { at: '15m', expr: 'service:process_cpu:sum', expected: [{ labels: API, value: 0.7 }] },
    ],
  };
}

function containerTest({ q }: RuleContext): RuleTest {
  const a = { ...API, service_instance_id: 'a' };
  return {
    name: 'a container is measured against its limits, and not at all without one',
    input: [
      series(q.metric('container.cpu.time'), { ...a, cpu_mode: 'user' }, '0+60x20'),
      series(q.metric('fluxora.container.cpu.limit'), a, '2x20'),
      series(q.metric('fluxora.container.cpu.periods'), a, '0+600x20'),
      series(q.metric('fluxora.container.cpu.throttled_periods'), a, '0+150x20'),
      series(q.metric('container.memory.working_set'), a, '700x20'),
    ],
    values: [
      {
        at: '15m',
        expr: 'service_instance:container_cpu:ratio5m',
        expected: [{ labels: a, value: 0.5 }],
      },
      {
        at: '15m',
        expr: 'service_instance:container_cpu_throttled:ratio5m',
        expected: [{ labels: a, value: 0.25 }],
      },
      { at: '15m', expr: 'service_instance:container_memory:ratio', expected: [] },
    ],
  };
}
