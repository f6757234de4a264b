import type { PanelData } from './panel-data.ts';

export type Cell = string | number | undefined;

export interface Frame {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The rows of a table after the transformations that we write: merge, filterFieldsByName, organize; then sorted. */
export function tableFrame({ panel, series }: PanelData): Frame {
  const isOne = (panel.targets ?? []).length === 1;
  const rows = new Map<string, Record<string, Cell>>();
  for (const { labels, points, refId } of series) {
    const key = JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    const row = rows.get(key) ?? { ...labels };
    row[isOne ? 'Value' : `Value #${refId}`] = points.at(-1)?.[1];
    rows.set(key, row);
  }
  const all = [...rows.values()];
  const names = [...new Set(all.flatMap((row) => Object.keys(row)))];
  const included = names.filter((name) => filterOf(panel)?.includes(name) ?? name !== '__name__');
  const { indexByName = {}, renameByName = {} } = organizeOf(panel);
  const ordered = included.toSorted((a, b) => (indexByName[a] ?? 99) - (indexByName[b] ?? 99));
  const columns = ordered.map((name) => renameByName[name] || name);
  return sorted(panel, { columns, rows: all.map((row) => ordered.map((name) => row[name])) });
}

type Panel = PanelData['panel'];

function filterOf({ transformations = [] }: Panel): readonly string[] | undefined {
  const options: { readonly include?: { readonly names: string[] } } =
    transformations.find(({ id }) => id === 'filterFieldsByName')?.options ?? {};
  return options.include?.names;
}

interface Organize {
  readonly indexByName?: Readonly<Record<string, number>>;
  readonly renameByName?: Readonly<Record<string, string>>;
}

function organizeOf({ transformations = [] }: Panel): Organize {
  return transformations.find(({ id }) => id === 'organize')?.options ?? {};
}

function sorted({ options }: Panel, { columns, rows }: Frame): Frame {
  const { sortBy = [] } = options as { sortBy?: { displayName: string; desc: boolean }[] };
  const [by] = sortBy;
  const at = columns.indexOf(by?.displayName ?? '');
  if (by === undefined || at < 0) return { columns, rows };
  const sign = by.desc ? -1 : 1;
  const compare = (a: Cell, b: Cell): number => {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return String(a ?? '').localeCompare(String(b ?? ''), 'en', { numeric: true });
  };
  return { columns, rows: rows.toSorted((a, b) => sign * compare(a[at], b[at])) };
}
