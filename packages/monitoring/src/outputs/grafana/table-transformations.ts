import type { Panel } from '../../dashboards/dashboard-source.ts';
import { refId } from './ref-id.ts';

/** Joins the queries of a table into rows by their labels, and leaves the columns that were asked for, in order, with their titles. */
export function tableTransformations({ columns = [], queries }: Panel) {
  const refs = new Set(queries.map((_, index) => refId(index)));
  // Grafana calls a value `Value` as long as there is one query, else `Value #A`.
  const field = (from: string): string =>
    refs.has(from) ? (queries.length === 1 ? 'Value' : `Value #${from}`) : from;
  const fields = columns.map(({ from }) => field(from));
  const entries = <T>(value: (index: number) => T) =>
    Object.fromEntries(fields.map((name, index) => [name, value(index)]));
  return [
    { id: 'merge', options: {} },
    { id: 'filterFieldsByName', options: { include: { names: fields } } },
    {
      id: 'organize',
      options: {
        excludeByName: {},
        indexByName: entries((index) => index),
        renameByName: entries((index) => columns[index]?.title ?? ''),
      },
    },
  ];
}
