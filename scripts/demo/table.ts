import { paint } from './style.ts';

export interface Column {
  readonly title: string;
  /** Numbers stand to the right. @defaultValue 'left' */
  readonly align?: 'left' | 'right';
}

/** A plain table. `paintRow` colours a finished row, so that colours do not upset the widths. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  paintRow: (line: string, index: number) => string = (line) => line,
): string {
  const widths = columns.map(({ title }, at) =>
    Math.max(title.length, ...rows.map((row) => (row[at] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, at) => {
        const cell = cells[at] ?? '';
        const width = widths[at] ?? 0;
        return align === 'right' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [
    paint.dim(line(columns.map(({ title }) => title))),
    ...rows.map((row, index) => paintRow(line(row), index)),
  ].join('\n');
}
