import type { Monitoring } from '../../define/monitoring.ts';
import { probedServices } from '../health/health-output.ts';
import { IMAGES } from '../images.ts';
import { portOf } from '../port-of.ts';
import { prometheusFlags } from '../prometheus/server-config.ts';
import { container, loopback, wget, type ComposeService } from './compose-service.ts';
import { alertmanagerSecrets } from './secrets.ts';

type Services = Readonly<Record<string, ComposeService>>;

/** Where metrics are kept and rules evaluated. */
export function metricStore(monitoring: Monitoring): Services {
  const { ingest, addresses, retentionDays } = monitoring.targets;
  if (ingest !== 'victoria-metrics') {
    const port = portOf(addresses.prometheus);
    return {
      prometheus: container({
        image: IMAGES.prometheus,
        command: prometheusFlags(monitoring),
        ports: [loopback(port)],
        volumes: ['./prometheus:/etc/prometheus:ro', 'prometheus-data:/prometheus'],
        healthcheck: wget(`http://127.0.0.1:${port}/-/ready`),
        mem_limit: '2g',
      }),
    };
  }
  const port = portOf(addresses.victoriaMetrics);
  const url = `http://${addresses.victoriaMetrics}`;
  return {
    'victoria-metrics': container({
      image: IMAGES.victoriaMetrics,
      command: [
        '-storageDataPath=/storage',
        `-retentionPeriod=${retentionDays.metrics}d`,
        `-httpListenAddr=:${port}`,
        '-opentelemetry.usePrometheusNaming',
        '-promscrape.config=/etc/prometheus/prometheus.yaml',
      ],
      ports: [loopback(port)],
      volumes: ['./prometheus:/etc/prometheus:ro', 'victoria-metrics-data:/storage'],
      healthcheck: wget(`http://127.0.0.1:${port}/health`),
      mem_limit: '2g',
    }),
    vmalert: container({
      image: IMAGES.vmalert,
      command: [
        '-rule=/etc/prometheus/rules/recording/*.yaml',
        '-rule=/etc/prometheus/rules/alerts/*.yaml',
        `-datasource.url=${url}`,
        `-remoteWrite.url=${url}`,
        `-remoteRead.url=${url}`,
        `-notifier.url=http://${addresses.alertmanager}`,
      ],
      volumes: ['./prometheus:/etc/prometheus:ro'],
      depends_on: { 'victoria-metrics': { condition: 'service_healthy' } },
      mem_limit: '256m',
    }),
  };
}

/** Alertmanager with its secrets, and who asks services from outside. */
export function alerting(monitoring: Monitoring): Services {
  const { addresses, alertmanagerUrl } = monitoring.targets;
  const port = portOf(addresses.alertmanager);
  const secrets = alertmanagerSecrets(monitoring);
  return {
    alertmanager: container({
      image: IMAGES.alertmanager,
      command: [
        '--config.file=/etc/alertmanager/alertmanager.yaml',
        '--storage.path=/alertmanager',
        `--web.external-url=${alertmanagerUrl}`,
      ],
      ports: [loopback(port)],
      // Not the whole folder: secrets are mounted below it, which a read-only folder would refuse.
      volumes: [
        './alertmanager/alertmanager.yaml:/etc/alertmanager/alertmanager.yaml:ro',
        './alertmanager/templates:/etc/alertmanager/templates:ro',
        'alertmanager-data:/alertmanager',
      ],
      ...(secrets.length > 0 && {
        secrets: secrets.map(({ name, target }) => ({ source: name, target })),
      }),
      healthcheck: wget(`http://127.0.0.1:${port}/-/ready`),
      mem_limit: '256m',
    }),
    ...(probedServices(monitoring.services).length > 0 && {
      blackbox: container({
        image: IMAGES.blackbox,
        command: ['--config.file=/etc/blackbox/blackbox.yaml'],
        volumes: ['./blackbox:/etc/blackbox:ro'],
        healthcheck: wget(`http://127.0.0.1:${portOf(addresses.blackbox)}/-/healthy`),
        mem_limit: '64m',
      }),
    }),
  };
}

/**
 * Records and traces. Their images have no shell and nothing that could ask, so there is no health check; Grafana and the Collector wait
 * for them by themselves.
 */
export function recordsAndTraces({ targets }: Monitoring): Services {
  return {
    loki: container({
      image: IMAGES.loki,
      command: ['-config.file=/etc/loki/loki.yaml'],
      ports: [loopback(portOf(targets.addresses.loki))],
      volumes: [
        './loki/loki.yaml:/etc/loki/loki.yaml:ro',
        // Without tenants, Loki looks for rules under this name.
        './loki/rules/fluxora:/etc/loki/rules/fake:ro',
        'loki-data:/loki',
      ],
      mem_limit: '1g',
    }),
    tempo: container({
      image: IMAGES.tempo,
      command: ['-config.file=/etc/tempo/tempo.yaml'],
      ports: [loopback(portOf(targets.addresses.tempoApi))],
      volumes: ['./tempo/tempo.yaml:/etc/tempo/tempo.yaml:ro', 'tempo-data:/var/tempo'],
      mem_limit: '1g',
    }),
  };
}

/** Dashboards, all provisioned. */
export function grafana({ targets }: Monitoring, dependsOn: readonly string[]): Services {
  return {
    grafana: container({
      image: IMAGES.grafana,
      environment: {
        GF_SERVER_ROOT_URL: targets.grafanaUrl,
        GF_SECURITY_ADMIN_PASSWORD__FILE: '/run/secrets/grafana-admin-password',
        GF_ANALYTICS_REPORTING_ENABLED: 'false',
        GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
        GF_USERS_ALLOW_SIGN_UP: 'false',
      },
      ports: [loopback(3000)],
      volumes: [
        './grafana/provisioning:/etc/grafana/provisioning:ro',
        './grafana/dashboards:/etc/grafana/dashboards:ro',
        'grafana-data:/var/lib/grafana',
      ],
      secrets: [
        {
          source: 'grafana-admin-password',
          target: '/run/secrets/grafana-admin-password',
        },
      ],
      depends_on: Object.fromEntries(
        dependsOn.map((name) => [name, { condition: 'service_healthy' as const }]),
      ),
      healthcheck: wget('http://127.0.0.1:3000/api/health'),
      mem_limit: '512m',
    }),
  };
}
