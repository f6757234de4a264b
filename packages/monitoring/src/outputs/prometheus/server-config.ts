import type { Monitoring } from '../../define/monitoring.ts';
import type { Targets } from '../../define/targets.ts';
import { RESOURCE_ATTRIBUTES } from '../../naming/resource-labels.ts';
import type { OutputFile } from '../output.ts';
import { probedServices } from '../health/health-output.ts';
import { yamlFile } from '../yaml-file.ts';

/** How late a sample may come: what the Collector kept while Prometheus was away. */
const OUT_OF_ORDER_WINDOW = '30m';

const COMMENTS: Readonly<Record<Targets['ingest'], string>> = {
  'prometheus-otlp': 'For Prometheus 3, started with --web.enable-otlp-receiver.',
  'collector-scrape': 'For Prometheus 2.42 and later, also 3.',
  'victoria-metrics':
    'For VictoriaMetrics (-promscrape.config), which takes OTLP itself. Rules and alerts: vmalert (-rule, -notifier.url).',
};

/** The configuration of the server that stores metrics. */
export function serverConfig({ targets, services }: Monitoring): OutputFile {
  const { ingest, intervals, addresses } = targets;
  const seconds = `${intervals.evaluationSeconds}s`;
  const scrapes = [
    ...(ingest === 'collector-scrape' ? [serviceScrape(targets)] : []),
    ...(ingest === 'victoria-metrics' ? [] : [serverScrape('prometheus', targets)]),
    serverScrape('alertmanager', targets),
    serverScrape('collector', targets),
    ...(probedServices(services).length > 0 ? [probeScrape(targets)] : []),
  ];
  const isPrometheus = ingest !== 'victoria-metrics';
  return yamlFile(
    'prometheus/prometheus.yaml',
    {
      global: {
        scrape_interval: seconds,
        ...(isPrometheus && { evaluation_interval: seconds }),
      },
      ...(isPrometheus && {
        rule_files: ['rules/recording/*.yaml', 'rules/alerts/*.yaml'],
        alerting: {
          alertmanagers: [{ static_configs: [{ targets: [addresses.alertmanager] }] }],
        },
      }),
      ...(ingest === 'prometheus-otlp' && {
        otlp: {
          translation_strategy: 'UnderscoreEscapingWithSuffixes',
          promote_resource_attributes: RESOURCE_ATTRIBUTES,
          // `target_info` names what it describes, too.
          keep_identifying_resource_attributes: true,
        },
        storage: { tsdb: { out_of_order_time_window: OUT_OF_ORDER_WINDOW } },
      }),
      scrape_configs: scrapes,
    },
    { comment: COMMENTS[ingest] },
  );
}

/**
 * What Prometheus is started with beside its configuration: what a configuration file cannot say.
 *
 * @param directory - Where it finds `prometheus.yaml`.
 */
export function prometheusFlags(
  { targets: { ingest, retentionDays } }: Monitoring,
  directory = '/etc/prometheus',
): string[] {
  return [
    `--config.file=${directory}/prometheus.yaml`,
    '--storage.tsdb.path=/prometheus',
    `--storage.tsdb.retention.time=${retentionDays.metrics}d`,
    // From a point of a panel to the trace behind it.
    '--enable-feature=exemplar-storage',
    // Reload after a change, without a restart: POST /-/reload.
    '--web.enable-lifecycle',
    ...(ingest === 'prometheus-otlp' ? ['--web.enable-otlp-receiver'] : []),
  ];
}

/** What the services say, from the Collector. Its labels name them: those of the scrape itself would name the Collector. */
function serviceScrape(targets: Targets): unknown {
  return {
    job_name: 'services',
    honor_labels: true,
    ...discovered(targets.addresses.collectorExporter, targets),
  };
}

/** What a server says of itself, with the labels by which everything else is found. */
function serverScrape(
  name: 'prometheus' | 'alertmanager' | 'collector',
  targets: Targets,
): unknown {
  const { addresses } = targets;
  const isCollector = name === 'collector';
  return {
    job_name: name,
    // The Collector says itself which of several it is.
    ...(isCollector && { honor_labels: true }),
    ...(isCollector
      ? discovered(addresses.collectorTelemetry, targets)
      : { static_configs: [{ targets: [addresses[name]] }] }),
    relabel_configs: [
      { target_label: 'service_name', replacement: name },
      { target_label: 'deployment_environment_name', replacement: targets.environment },
    ],
    ...(isCollector && { metric_relabel_configs: UNDERSCORED }),
  };
}

/**
 * Prometheus 3 asks for names as they are, and the Collector then writes its own labels with dots: they win over those of the target
 * under the names that queries know. Prometheus 2 gets them so.
 */
const UNDERSCORED = [
  ...['service.name', 'service.instance.id', 'service.version', 'deployment.environment.name'].map(
    (attribute) => ({
      action: 'labelmap',
      regex: attribute.replaceAll('.', '[.]'),
      replacement: attribute.replaceAll('.', '_'),
    }),
  ),
  { action: 'labeldrop', regex: '.*[.].*' },
];

/** One address, or every replica behind the name. */
function discovered(address: string, { collector: { mode } }: Targets): object {
  const [host = '', port = ''] = address.split(':');
  const isName = /[a-z]/i.test(host);
  return mode === 'single' || !isName
    ? { static_configs: [{ targets: [address] }] }
    : { dns_sd_configs: [{ names: [host], type: 'A', port: Number(port) }] };
}

/** Has the blackbox exporter ask, by `targets/probes.yaml`. */
function probeScrape({ addresses, environment }: Targets): unknown {
  return {
    job_name: 'probes',
    metrics_path: '/probe',
    file_sd_configs: [{ files: ['targets/probes.yaml'] }],
    relabel_configs: [
      { source_labels: ['__address__'], target_label: '__param_target' },
      { source_labels: ['__address__'], target_label: 'instance' },
      { source_labels: ['module'], target_label: '__param_module' },
      { target_label: 'deployment_environment_name', replacement: environment },
      { target_label: '__address__', replacement: addresses.blackbox },
    ],
  };
}
