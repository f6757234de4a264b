import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** A question that a dashboard asks Prometheus. */
export interface DashboardQuery {
  /** As in `jobs/Waiting/A`. */
  readonly place: string;
  readonly kind: 'panel' | 'variable' | 'annotation';
  /** PromQL, or `label_values(…)` of a variable, with Grafana's variables. */
  readonly expr: string;
}

interface Target {
  readonly expr?: string;
  readonly refId?: string;
  readonly datasource?: { readonly type?: string };
}

interface PanelJson {
  readonly title?: string;
  readonly datasource?: { readonly type?: string };
  readonly targets?: readonly Target[];
  readonly panels?: readonly PanelJson[];
}

interface DashboardJson {
  readonly panels: readonly PanelJson[];
  readonly templating?: {
    readonly list: readonly {
      readonly type: string;
      readonly name: string;
      readonly query?: string | { readonly query?: string };
    }[];
  };
  readonly annotations?: {
    readonly list: readonly (Target & { readonly name: string })[];
  };
}

/** Every question to Prometheus in every generated dashboard: panels, also of collapsed rows, variables and annotations. */
export function dashboardQueries(directory: string): DashboardQuery[] {
  return globSync(`${directory}/grafana/dashboards/**/*.json`)
    .toSorted()
    .flatMap((file) => {
      const dashboard = JSON.parse(readFileSync(file, 'utf8')) as DashboardJson;
      const name = basename(file, '.json');
      const variables = (dashboard.templating?.list ?? []).flatMap((variable) => {
        const query = typeof variable.query === 'string' ? variable.query : variable.query?.query;
        return variable.type === 'query' && query !== undefined
          ? [{ place: `${name}/$${variable.name}`, kind: 'variable' as const, expr: query }]
          : [];
      });
      const annotations = (dashboard.annotations?.list ?? [])
        .filter(isPrometheus)
        .flatMap(({ name: title, expr }) =>
          expr === undefined
            ? []
            : [{ place: `${name}/@${title}`, kind: 'annotation' as const, expr }],
        );
      return [...variables, ...annotations, ...panelQueries(name, dashboard.panels)];
    });
}

function panelQueries(dashboard: string, panels: readonly PanelJson[]): DashboardQuery[] {
  return panels.flatMap((panel) => [
    ...(panel.targets ?? [])
      .filter((target) => isPrometheus(target) || (!target.datasource && isPrometheus(panel)))
      .flatMap(({ expr, refId }) =>
        expr === undefined
          ? []
          : [
              {
                place: `${dashboard}/${panel.title}/${refId}`,
                kind: 'panel' as const,
                expr,
              },
            ],
      ),
    ...panelQueries(dashboard, panel.panels ?? []),
  ]);
}

function isPrometheus({ datasource }: Pick<Target, 'datasource'>): boolean {
  return datasource?.type === 'prometheus';
}

/**
 * What Grafana would send: its own variables as at a range of a quarter of an hour, every other one as "All".
 *
 * @param interval - `$__rate_interval`: four times the time between two exports, at least.
 */
export function asGrafanaSends(expr: string, interval: string): string {
  return expr
    .replaceAll(/\$\{?__rate_interval\}?|\$\{?__interval\}?/g, interval)
    .replaceAll(/\$\{?__range\}?/g, '15m')
    .replaceAll(/\$\{?__range_s\}?/g, '900')
    .replaceAll(/\$\{(\w+)(?::\w+)?\}|\$([a-z]\w*)/g, '.*');
}
