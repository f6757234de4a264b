import type { Variable } from '../../dashboards/dashboard-source.ts';
import type { DataSourceJson, VariableJson } from './grafana-json.ts';

/** A data source by its variable, so that a dashboard can be pointed at another one. */
export function dataSource(type: DataSourceJson['type']): DataSourceJson {
  return { type, uid: `\${${type}}` };
}

const TITLES = { prometheus: 'Metrics', loki: 'Logs', tempo: 'Traces' } as const;

/** The choice of a data source. Only that of metrics is shown: the others serve links. */
export function dataSourceVariable(type: DataSourceJson['type']): VariableJson {
  return {
    type: 'datasource',
    name: type,
    label: TITLES[type],
    hide: type === 'prometheus' ? 0 : 2,
    query: type,
    // The uid of the provisioned data source; elsewhere Grafana takes its default.
    current: { text: TITLES[type], value: type },
    multi: false,
    includeAll: false,
    refresh: 1,
    sort: 1,
    options: [],
    regex: '',
  };
}

/** A choice from what is stored; found anew when the time range changes, since services come and go. */
export function queryVariable(variable: Variable): VariableJson {
  const { name, label, query, isMulti = true, hasAll = true, current } = variable;
  const all = hasAll && current === undefined;
  return {
    type: 'query',
    name,
    label,
    hide: 0,
    datasource: dataSource('prometheus'),
    query: { query, refId: name },
    definition: query,
    ...(all && { current: chosen('All', '$__all', isMulti) }),
    ...(current !== undefined && { current: chosen(current, current, isMulti) }),
    multi: isMulti,
    includeAll: hasAll,
    // Not a list of all values: those that appear later, and series without the label, count too.
    ...(hasAll && { allValue: '.*' }),
    refresh: 2,
    sort: 1,
    options: [],
    regex: '',
  };
}

function chosen(text: string, value: string, isMulti: boolean) {
  return isMulti ? { text: [text], value: [value] } : { text, value };
}
