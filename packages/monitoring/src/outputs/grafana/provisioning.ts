import type { Plan } from '../../plan.ts';
import type { OutputFile } from '../output.ts';
import { yamlFile } from '../yaml-file.ts';
import type { Dashboard } from '../../dashboards/dashboard-source.ts';

/** One folder per audience: in files, and as Grafana shows it. */
export const FOLDERS: Readonly<
  Record<Dashboard['audience'], { readonly path: string; readonly title: string }>
> = {
  engineer: { path: 'engineers', title: 'Engineers' },
  forecaster: { path: 'forecasters', title: 'Forecasters' },
  executive: { path: 'executives', title: 'Executives' },
};

/** Where Grafana's container finds the folder `grafana/dashboards`. */
const DASHBOARDS_PATH = '/etc/grafana/dashboards';

/** What Grafana reads at its start: where the data are and where the dashboards are. */
export function provisioningFiles(plan: Plan): readonly OutputFile[] {
  return [
    ...[prometheus(plan), loki(plan), tempo(plan), alertmanager(plan)].map((source) =>
      yamlFile(`grafana/provisioning/datasources/${source.uid}.yaml`, {
        apiVersion: 1,
        datasources: [{ ...source, access: 'proxy', editable: false }],
      }),
    ),
    yamlFile('grafana/provisioning/dashboards/dashboards.yaml', {
      apiVersion: 1,
      providers: Object.values(FOLDERS).map(({ path, title }) => ({
        name: path,
        type: 'file',
        folder: title,
        folderUid: `${plan.monitoring.name}-${path}`,
        disableDeletion: true,
        allowUiUpdates: false,
        updateIntervalSeconds: 30,
        options: { path: `${DASHBOARDS_PATH}/${path}` },
      })),
    }),
  ];
}

/** VictoriaMetrics answers Prometheus' API. */
function prometheus({ monitoring: { targets } }: Plan) {
  const { addresses, ingest } = targets;
  const isVictoriaMetrics = ingest === 'victoria-metrics';
  return {
    name: 'Metrics',
    uid: 'prometheus',
    type: 'prometheus',
    url: `http://${isVictoriaMetrics ? addresses.victoriaMetrics : addresses.prometheus}`,
    isDefault: true,
    jsonData: {
      // What `$__rate_interval` is four times of: as often as there are new values.
      timeInterval: `${targets.intervals.exportSeconds}s`,
      httpMethod: 'POST',
      prometheusType: 'Prometheus',
      manageAlerts: true,
      alertmanagerUid: 'alertmanager',
      exemplarTraceIdDestinations: [{ name: 'trace_id', datasourceUid: 'tempo' }],
    },
  };
}

function loki({ monitoring: { targets } }: Plan) {
  return {
    name: 'Logs',
    uid: 'loki',
    type: 'loki',
    url: `http://${targets.addresses.loki}`,
    jsonData: {
      maxLines: 1000,
      // OTLP's trace id is structured metadata of the line.
      derivedFields: [
        {
          name: 'Trace',
          matcherType: 'label',
          matcherRegex: 'trace_id',
          datasourceUid: 'tempo',
          // Doubled, since Grafana reads `$` as a variable of its environment.
          url: '$${__value.raw}',
          urlDisplayLabel: 'Trace',
        },
      ],
    },
  };
}

function tempo({ monitoring: { targets }, q }: Plan) {
  const service = q.label('service.name');
  const requests = `${q.metric('http.server.request.duration', 'count')}{$$__tags}`;
  const buckets = `${q.metric('http.server.request.duration', 'bucket')}{$$__tags}`;
  return {
    name: 'Traces',
    uid: 'tempo',
    type: 'tempo',
    url: `http://${targets.addresses.tempoApi}`,
    jsonData: {
      tracesToLogsV2: {
        datasourceUid: 'loki',
        spanStartTimeShift: '-5m',
        spanEndTimeShift: '5m',
        filterByTraceID: false,
        filterBySpanID: false,
        customQuery: true,
        query: `{${service}="$\${__span.tags["service.name"]}"} | trace_id="$\${__span.traceId}"`,
      },
      tracesToMetrics: {
        datasourceUid: 'prometheus',
        spanStartTimeShift: '-30m',
        spanEndTimeShift: '30m',
        tags: [{ key: 'service.name', value: service }],
        queries: [
          { name: 'Requests', query: `sum by (${service}) (rate(${requests}[5m]))` },
          {
            name: '95th percentile',
            query: `histogram_quantile(0.95, sum by (le, ${service}) (rate(${buckets}[5m])))`,
          },
        ],
      },
      nodeGraph: { enabled: true },
      search: { hide: false },
    },
  };
}

function alertmanager({ monitoring: { targets } }: Plan) {
  return {
    name: 'Alertmanager',
    uid: 'alertmanager',
    type: 'alertmanager',
    url: `http://${targets.addresses.alertmanager}`,
    jsonData: { implementation: 'prometheus', handleGrafanaManagedAlerts: false },
  };
}
