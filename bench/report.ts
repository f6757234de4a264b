import type { BenchOptions, Route } from './options.ts';
import type { Spread } from './statistics.ts';
import type { ProcessSummary, RouteSummary, Summary } from './summary.ts';
import type { Variant } from './variants.ts';

/** The run as Markdown: one table per route, one for start-up and what arrived, and what to doubt. */
export function toMarkdown(
  summary: Summary,
  chosen: readonly Variant[],
  options: BenchOptions,
): string {
  const title = (id: string) => chosen.find((variant) => variant.id === id)?.title ?? id;
  const parts = options.routes.map((route) => routeTable(route, summary, title, options));
  parts.push(processTable(summary.processes, title));
  parts.push(control(summary, options));
  if (summary.generatorBoundShare > 0.1) {
    const share = Math.round(summary.generatorBoundShare * 100);
    parts.push(
      `Doubt: the load generator was at its limit in ${share} % of the bare slices. Ratios are too kind; read CPU.`,
    );
  }
  return parts.join('\n\n');
}

function routeTable(
  route: Route,
  summary: Summary,
  title: (id: string) => string,
  options: BenchOptions,
): string {
  const openLoop = options.openLoopRate !== undefined;
  const heading = openLoop ? `${options.openLoopRate} requests/s, open loop` : 'as fast as it goes';
  const columns: [string, (row: RouteSummary) => string][] = [
    ['', (row) => title(row.variant)],
    ['req/s ÷ bare', (row) => spread(row.throughput, 2)],
    ['each process', (row) => row.throughputByRound.map((value) => value.toFixed(2)).join(' ')],
    ['CPU/request ÷ bare', (row) => spread(row.cpu, 2)],
    ['main thread, extra µs', (row) => spread(row.extraMainThreadUs, 0)],
    ['loop delay p99, ms', (row) => spread(row.loopDelayP99Ms, 1)],
    ['RSS, extra MB', (row) => spread(row.extraRssMb, 0)],
  ];
  if (openLoop) {
    // Throughput is the given rate here; latency is what differs.
    columns.splice(
      1,
      2,
      ['p50, extra ms', (row) => spread(row.extraP50Ms, 1)],
      ['p99, extra ms', (row) => spread(row.extraP99Ms, 1)],
    );
  }
  const rows = summary.routes.filter((row) => row.route === route);
  return `### /${route} (${heading})\n\n${table(columns, rows)}`;
}

function processTable(rows: readonly ProcessSummary[], title: (id: string) => string): string {
  const columns: [string, (row: ProcessSummary) => string][] = [
    ['', (row) => title(row.variant)],
    ['start, extra ms', (row) => spread(row.extraStartMs, 0)],
    ['start CPU, ms', (row) => spread(row.startCpuMs, 0)],
    ['spans/request', (row) => row.spansPerRequest.toFixed(2)],
    ['bytes/request', (row) => row.bytesPerRequest.toFixed(0)],
    ['metrics', (row) => String(row.metricNames.length)],
    ['span names', (row) => row.spanNames.slice(0, 3).join(', ')],
  ];
  return `### Start-up, and what arrived\n\n${table(columns, rows)}`;
}

/** The two bare processes run the same program: what they differ by is the error of the method. */
function control(summary: Summary, { openLoopRate }: BenchOptions): string {
  const rows = summary.routes.filter((row) => row.variant === 'bare-a');
  const widest = ({ low, high }: Spread, from: number) =>
    Math.max(Math.abs(low - from), Math.abs(high - from));
  const lines = rows.map((row) =>
    openLoopRate === undefined
      ? `/${row.route} ±${widest(row.throughput, 1).toFixed(2)} of req/s, ±${widest(row.cpu, 1).toFixed(2)} of CPU`
      : `/${row.route} ±${widest(row.extraP99Ms, 0).toFixed(1)} ms of p99, ±${widest(row.cpu, 1).toFixed(2)} of CPU`,
  );
  return `A/A control (bare A against the mean of both, widest quartile): ${lines.join('; ')}. Smaller differences are noise.`;
}

function table<Row>(columns: [string, (row: Row) => string][], rows: readonly Row[]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(([head]) => head)),
    line(columns.map((_, index) => (index === 0 ? '---' : '---:'))),
    ...rows.map((row) => line(columns.map(([, cell]) => cell(row)))),
  ].join('\n');
}

/** `0.83 (0.79–0.88)`: median and interquartile range. */
function spread(values: Spread, digits: number): string {
  const [middle, low, high] = [values.median, values.low, values.high].map((value) =>
    // Not "-0".
    (Math.abs(value) < 0.5 * 10 ** -digits ? 0 : value).toFixed(digits),
  );
  return `${middle} (${low}…${high})`;
}
