import type { PanelJson } from '../../../packages/monitoring/src/outputs/grafana/grafana-json.ts';
import type { NamedSeries } from './panel-data.ts';

/** The one value that a panel without a time axis shows of a series. */
export function reduced({ options }: PanelJson, { points }: NamedSeries): number {
  const { reduceOptions } = options as { readonly reduceOptions?: { readonly calcs: string[] } };
  const values = points.map(([, value]) => value).filter((value) => !Number.isNaN(value));
  if (values.length === 0) return Number.NaN;
  const sum = values.reduce((total, value) => total + value, 0);
  switch (reduceOptions?.calcs[0]) {
    case 'mean':
      return sum / values.length;
    case 'max':
      return Math.max(...values);
    case 'min':
      return Math.min(...values);
    case 'sum':
      return sum;
    default:
      return values.at(-1) ?? Number.NaN;
  }
}
