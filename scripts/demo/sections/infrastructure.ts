import type { TestPoint } from '@fluxora/telemetry-testing';
import type { Evidence } from '../evidence.ts';
import { WIDTH, heading, indent, paint, textOf, wrap } from '../style.ts';

type Reading = readonly [label: string, metric: string, format: (value: number) => string];

const bytes = (value: number): string => `${(value / 2 ** 20).toFixed(0)} MiB`;
const seconds = (value: number): string => `${value.toFixed(2)} s`;
const milliseconds = (value: number): string => `${(value * 1000).toFixed(1)} ms`;
const share = (value: number): string => `${(value * 100).toFixed(0)} %`;
const count = (value: number): string => value.toFixed(0);

/** What a person looks at first. Two of everything that arrives by name; the rest is counted. */
const READINGS: Readonly<Record<string, readonly Reading[]>> = {
  host: [
    ['processors', 'system.cpu.logical.count', count],
    ['load', 'fluxora.system.load', (value) => value.toFixed(2)],
    ['memory', 'system.memory.utilization', share],
    ['file system', 'system.filesystem.utilization', share],
    ['network', 'system.network.io', bytes],
  ],
  container: [
    ['cpu', 'container.cpu.usage', (value) => value.toFixed(2)],
    ['cpu limit', 'fluxora.container.cpu.limit', (value) => value.toFixed(1)],
    ['working set', 'container.memory.working_set', bytes],
    ['memory limit', 'fluxora.container.memory.limit', bytes],
    ['OOM kills', 'fluxora.container.memory.oom_kills', count],
  ],
  process: [
    ['cpu', 'process.cpu.time', seconds],
    ['memory', 'process.memory.usage', bytes],
    ['file descriptors', 'process.unix.file_descriptor.count', count],
    ['threads', 'process.thread.count', count],
  ],
  'Node.js': [
    ['event loop busy', 'nodejs.eventloop.utilization', share],
    ['delay p99', 'nodejs.eventloop.delay.p99', milliseconds],
    ['heap', 'v8js.memory.heap.used', bytes],
    ['heap limit', 'fluxora.v8js.memory.heap.limit', bytes],
  ],
};

/** How the machine and the process were at the last export, from the metrics that arrived. */
export function infrastructureSection({ metric, metrics }: Evidence): string {
  const width = Math.max(...Object.keys(READINGS).map((part) => part.length));
  const lines = Object.entries(READINGS).map(([part, readings]) => {
    const texts = readings.flatMap(([label, name, format]) => {
      const points = metric(name)?.points;
      return points ? [`${label} ${valuesOf(points, format)}`] : [];
    });
    const text = wrap(texts.length > 0 ? texts : ['nothing to be read here'], WIDTH - 4 - width);
    return `${paint.dim(part.padEnd(width))}  ${text.join(`\n${' '.repeat(width + 2)}`)}`;
  });
  const all = metrics.filter(({ scope }) => scope.name === '@fluxora/telemetry-infrastructure');
  return `${heading('Infrastructure', `some of ${all.length} metrics, at the last export`)}\n${indent(lines.join('\n'))}`;
}

/** One number: the sum over spaces and modes; or, where series are alternatives, some of them. */
function valuesOf(points: readonly TestPoint[], format: (value: number) => string): string {
  const [first] = points;
  const key = Object.keys(first?.attributes ?? {}).find((name) =>
    ALTERNATIVES.some((suffix) => name.endsWith(suffix)),
  );
  if (key === undefined) return format(points.reduce((sum, { value = 0 }) => sum + value, 0));
  return points
    .map(({ attributes, value = 0 }) => `${textOf(attributes[key])} ${format(value)}`)
    .slice(0, 3)
    .join(', ');
}

const ALTERNATIVES = ['.state', '.period', '.direction'];
