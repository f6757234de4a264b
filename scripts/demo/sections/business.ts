import type { TestPoint } from '@fluxora/telemetry-testing';
import type { Evidence } from '../evidence.ts';
import { groupBy } from '../group-by.ts';
import { heading, indent, paint, textOf } from '../style.ts';
import { renderTable } from '../table.ts';

/** Who used what, how the caches did, and whether all was well: from the metrics that arrived. */
export function businessSection({ metric }: Evidence): string {
  return [
    heading('Usage', 'fluxora.usage.events; ids of users stay in the process'),
    indent(
      counts(
        metric('fluxora.usage.events')?.points,
        'feature',
        'fluxora.usage.feature',
        'fluxora.usage.plan',
      ),
    ),
    heading('Caches', 'fluxora.cache.requests'),
    indent(
      counts(
        metric('fluxora.cache.requests')?.points,
        'cache',
        'fluxora.cache.name',
        'fluxora.cache.outcome',
      ),
    ),
    heading('Health', 'fluxora.health.status'),
    indent(healthLines(metric('fluxora.health.status')?.points ?? [])),
  ].join('\n');
}

/** A table of a counter by two attributes. */
function counts(
  points: readonly TestPoint[] = [],
  title: string,
  row: string,
  column: string,
): string {
  const rows = [...groupBy(points, ({ attributes }) => textOf(attributes[row]))]
    .map(([name, series]) => ({ name, series, sum: sumOf(series) }))
    .filter(({ sum }) => sum > 0);
  const columns = [
    ...new Set(points.map(({ attributes }) => textOf(attributes[column] ?? 'none'))),
  ].filter((value) => sumOf(points.filter((point) => isIn(point, column, value))) > 0);
  return renderTable(
    [{ title }, ...columns.map((value) => ({ title: value, align: 'right' as const }))],
    rows.map(({ name, series }) => [
      name,
      ...columns.map((value) =>
        String(sumOf(series.filter((point) => isIn(point, column, value)))),
      ),
    ]),
  );
}

function isIn({ attributes }: TestPoint, key: string, value: string): boolean {
  return textOf(attributes[key] ?? 'none') === value;
}

function sumOf(points: readonly TestPoint[]): number {
  return points.reduce((sum, { value = 0 }) => sum + value, 0);
}

function healthLines(points: readonly TestPoint[]): string {
  return points
    .filter(({ value }) => value === 1)
    .map(({ attributes }) => {
      const status = textOf(attributes['fluxora.health.status']);
      const mark = status === 'pass' ? paint.good('✓') : paint.bad('✗');
      return `${mark} ${textOf(attributes['fluxora.health.check.name'])}: ${status}`;
    })
    .join('\n');
}
