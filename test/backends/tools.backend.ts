/** Each real tool does for us what the tests of our configurations rely on. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { canStartPostgres, startPostgres } from '../data-stores/postgres-server.ts';
import { startAlertmanager } from './support/alertmanager.ts';
import { startCollectorWith } from './support/collector-with.ts';
import { eventually } from './support/eventually.ts';
import { freePorts } from './support/free-ports.ts';
import type { PrometheusApi } from './support/prometheus-api.ts';
import { startPrometheusServer } from './support/prometheus-server.ts';
import { canRun, required } from './support/required.ts';
import { runK6, runTool } from './support/run-tool.ts';
import { answers, startServerProcess } from './support/server-process.ts';
import { startSmtpSink } from './support/smtp-sink.ts';
import { startVictoriaMetrics } from './support/victoria-metrics.ts';
import { startWebhookSink } from './support/webhook-sink.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(`${tmpdir()}/tools-`);
});
afterAll(() => rmSync(directory, { recursive: true }));

function file(name: string, content: string | object): string {
  const path = `${directory}/${name}`;
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** One observation of a histogram in seconds, by the real SDK. */
async function sendByOtlp(url: string): Promise<void> {
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter({ url: `${url}/v1/metrics` }),
  });
  const resource = resourceFromAttributes({ 'service.name': 'forecast-api' });
  const provider = new MeterProvider({ resource, readers: [reader] });
  const histogram = provider.getMeter('tools').createHistogram('fluxora.wait', { unit: 's' });
  histogram.record(2);
  await provider.shutdown();
}

/** The values of the series that a selector finds, once there are any. */
async function arrived(prometheus: PrometheusApi, selector: string): Promise<readonly number[]> {
  await eventually(`${selector} is stored`, async () => {
    return (await prometheus.query(selector)).length > 0;
  });
  return (await prometheus.query(selector)).map(({ value }) => value);
}

describe.runIf(canRun('ALERTMANAGER', 'AMTOOL'))('Alertmanager', () => {
  const route = (webhook: string, smarthost: string): object => ({
    global: { smtp_smarthost: smarthost, smtp_from: 'alerts@fluxora.example' },
    route: { receiver: 'team', group_by: ['alertname'], group_wait: '0s', group_interval: '1s' },
    receivers: [
      {
        name: 'team',
        webhook_configs: [{ url: `${webhook}/team` }],
        email_configs: [{ to: 'team@fluxora.example', require_tls: false, send_resolved: true }],
      },
    ],
  });

  test('sends an alert by webhook and by mail, and again when it is over', async () => {
    await using webhook = await startWebhookSink();
    await using smtp = await startSmtpSink();
    const config = route(webhook.url, smtp.address);
    const check = ['check-config', file('alertmanager.yml', config)];
    expect(await runTool('AMTOOL', check)).toMatchObject({ status: 0 });
    await using alertmanager = await startAlertmanager({ config });
    const labels = { alertname: 'ForecastLate', site: 'München' };
    const annotations = { summary: 'Keine Prognose für München' };
    await alertmanager.post([{ labels, annotations }]);

    const { path, body } = await webhook.received(() => true);
    expect(path).toBe('/team');
    expect(body.alerts).toEqual([expect.objectContaining({ labels, annotations })]);
    const mail = await smtp.received(() => true);
    expect(mail).toMatchObject({
      from: 'alerts@fluxora.example',
      to: ['team@fluxora.example'],
      subject: '[FIRING:1] ForecastLate (München)',
    });
    expect(mail.parts.find(({ type }) => type === 'text/html')?.text).toContain('für München');

    await alertmanager.post([{ labels, annotations, endsAt: new Date().toISOString() }]);
    await webhook.received((request) => request.body.status === 'resolved');
    await smtp.received(({ subject }) => subject.startsWith('[RESOLVED]'));
  });

  test('logs in to a mail server that asks for it, and keeps quiet what is silenced', async () => {
    await using webhook = await startWebhookSink();
    await using smtp = await startSmtpSink({ auth: true });
    const { global, ...rest } = route(webhook.url, smtp.address) as { global: object };
    const login = { smtp_auth_username: 'alerts', smtp_auth_password: 'secret' };
    const config = { global: { ...global, ...login, smtp_require_tls: false }, ...rest };
    await using alertmanager = await startAlertmanager({ config });
    await alertmanager.silence([{ name: 'alertname', value: 'Quiet' }], 60);
    await alertmanager.post([
      { labels: { alertname: 'Quiet' } },
      { labels: { alertname: 'Loud' } },
    ]);

    const mail = await smtp.received(({ subject }) => subject.includes('Loud'));
    expect(mail.login).toEqual({ user: 'alerts', password: 'secret' });
    const alerts = await alertmanager.alerts();
    const states = alerts.map(({ labels, status }) => [labels['alertname'], status.state]);
    expect(Object.fromEntries(states)).toEqual({ Quiet: 'suppressed', Loud: 'active' });
    expect(webhook.requests.map(({ body }) => body.groupLabels)).toEqual([{ alertname: 'Loud' }]);
  });
});

describe.runIf(canRun('PROMETHEUS', 'PROMTOOL', 'PROMETHEUS3', 'PROMTOOL3'))('Prometheus', () => {
  const rules = {
    groups: [
      {
        name: 'test',
        interval: '250ms',
        rules: [
          { record: 'always:one', expr: 'vector(1)' },
          { alert: 'Always', expr: 'always:one == 1', labels: { severity: 'page' } },
        ],
      },
    ],
  };
  const config = { global: { evaluation_interval: '250ms' }, rule_files: ['rules/*.yml'] };

  test.each(['PROMETHEUS', 'PROMETHEUS3'] as const)('%s evaluates rules', async (program) => {
    const source = mkdtempSync(`${directory}/config-`);
    file(`${source.slice(directory.length + 1)}/prometheus.yml`, config);
    await using prometheus = await startPrometheusServer({
      program,
      configFile: `${source}/prometheus.yml`,
    });
    expect(await prometheus.rules()).toEqual([]);
    mkdirSync(`${prometheus.directory}/rules`);
    writeFileSync(`${prometheus.directory}/rules/test.yml`, JSON.stringify(rules));
    await prometheus.reload();
    await eventually('the alert fires', async () => {
      return (await prometheus.alerts()).some(({ state }) => state === 'firing');
    });
    const [recorded, alert] = await prometheus.rules();
    expect(recorded).toMatchObject({ name: 'always:one', type: 'recording', health: 'ok' });
    expect(alert).toMatchObject({ name: 'Always', state: 'firing', labels: { severity: 'page' } });
    const end = Date.now() / 1_000;
    const [range] = await prometheus.queryRange('always:one', { start: end - 1, end, step: 1 });
    expect(range?.points.at(-1)).toEqual([expect.closeTo(end, 2), 1]);
    expect(await prometheus.targets()).toEqual([]);
    await expect(prometheus.query('rate(')).rejects.toThrow('parse error');
  });

  test('3 takes OTLP', async () => {
    const otlp = { promote_resource_attributes: ['service.name'] };
    await using prometheus = await startPrometheusServer({
      program: 'PROMETHEUS3',
      config: { otlp },
    });
    await sendByOtlp(`${prometheus.url}/api/v1/otlp`);
    const labels = '{job="forecast-api",service_name="forecast-api"}';
    expect(await arrived(prometheus, `fluxora_wait_seconds_count${labels}`)).toEqual([1]);
  });

  test.each(['PROMTOOL', 'PROMTOOL3'] as const)('%s refuses a wrong rule', async (program) => {
    const wrong = { groups: [{ name: 'test', rules: [{ record: 'a', expr: 'rate(b)' }] }] };
    const result = await runTool(program, ['check', 'rules', file('wrong.yml', wrong)]);
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('expected type range vector');
  });
});

describe.runIf(canRun('VICTORIA_METRICS'))('VictoriaMetrics', () => {
  test('takes OTLP and names as Prometheus does', async () => {
    await using store = await startVictoriaMetrics(['-opentelemetry.usePrometheusNaming']);
    await sendByOtlp(store.otlpUrl);
    expect(await arrived(store, 'fluxora_wait_seconds_count')).toEqual([1]);
  });
});

describe.runIf(canRun('K6'))('k6', () => {
  const script = (url: string, p95: number): string => `
    import http from 'k6/http';
    import { check } from 'k6';
    export const options = { iterations: 1, thresholds: { http_req_duration: ['p(95)<${p95}'] } };
    export default () => {
      check(http.get('${url}'), { answered: ({ status }) => status === 200 });
    };`;

  test.each([
    ['holds', 10_000, 0],
    // What k6 ends with when a threshold is crossed.
    ['is crossed', 0, 99],
  ])('a threshold %s', async (_, p95, status) => {
    const paths: (string | undefined)[] = [];
    const server = createServer(({ url }, response) => {
      paths.push(url);
      response.end('ok');
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const path = file('script.js', script(`http://127.0.0.1:${port}/forecasts`, p95));
      const result = await runK6(['run', path]);
      expect(result).toMatchObject({ status });
      expect(result.stdout).toContain('checks_succeeded...: 100.00%');
      expect(paths).toEqual(['/forecasts']);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

describe.runIf(canRun('OTELCOL'))('the Collector', () => {
  test('reads files and the host, and its ports from the environment', async () => {
    const log = file('app.log', '');
    const output = file('output.jsonl', '');
    const configFile = file('host.yaml', {
      receivers: {
        file_log: { include: [log], start_at: 'beginning' },
        host_metrics: { collection_interval: '1s', scrapers: { memory: {}, load: {} } },
      },
      processors: { resourcedetection: { detectors: ['env'] } },
      exporters: { file: { path: output, flush_interval: '100ms' } },
      extensions: { health_check: { endpoint: '127.0.0.1:${env:HEALTH_PORT}' } },
      service: {
        extensions: ['health_check'],
        telemetry: { metrics: { level: 'none' } },
        pipelines: {
          logs: { receivers: ['file_log'], exporters: ['file'] },
          metrics: {
            receivers: ['host_metrics'],
            processors: ['resourcedetection'],
            exporters: ['file'],
          },
        },
      },
    });
    const [health] = await freePorts(1);
    const env = { HEALTH_PORT: `${health}`, OTEL_RESOURCE_ATTRIBUTES: 'site=here' };
    await using collector = await startCollectorWith({
      configFile,
      env,
      healthUrl: `http://127.0.0.1:${health}/`,
    });
    writeFileSync(log, 'the forecast is late\n', { flag: 'a' });
    for (const text of ['the forecast is late', 'system.memory.usage', '"stringValue":"here"']) {
      await eventually(`${text} is written`, async () =>
        readFileSync(output, 'utf8').includes(text),
      );
    }
    expect(collector.log()).toContain('Everything is ready');
  });

  test('validates what it cannot run here, and refuses what it does not know', async () => {
    const config = (receivers: object): object => ({
      receivers,
      processors: { k8s_attributes: {} },
      exporters: {
        load_balancing: {
          protocol: { otlp: {} },
          resolver: { dns: { hostname: 'gateways.example' } },
        },
      },
      service: {
        pipelines: {
          metrics: {
            receivers: Object.keys(receivers),
            processors: ['k8s_attributes'],
            exporters: ['load_balancing'],
          },
        },
      },
    });
    // They look for the files of the service account they are run under even when they are only validated.
    const nobody = [
      'receivers.kubelet_stats',
      'receivers.k8s_cluster',
      'processors.k8s_attributes',
    ];
    const flags = nobody.map((component) => `--set=${component}.auth_type=none`);
    const validate = (receivers: object) => {
      const path = file('cloud.yaml', config(receivers));
      return runTool('OTELCOL', ['validate', `--config=${path}`, ...flags]);
    };
    const known = {
      docker_stats: { endpoint: 'unix:///var/run/docker.sock' },
      kubelet_stats: { auth_type: 'serviceAccount' },
      k8s_cluster: { auth_type: 'serviceAccount' },
      redis: { endpoint: 'redis.example:6379' },
    };
    expect(await validate(known)).toMatchObject({ status: 0 });
    const misspelt = { ...known, redis: { endpont: 'redis.example:6379' } };
    const refused = await validate(misspelt);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('has invalid keys: endpont');
  });
});

describe.runIf(canRun('POSTGRES_EXPORTER') && (canStartPostgres || process.env.CI))(
  'the PostgreSQL exporter',
  () => {
    test('reads a database', async () => {
      const database = await startPostgres();
      const [port] = await freePorts(1);
      const url = `http://127.0.0.1:${port}/metrics`;
      const exporter = await startServerProcess({
        name: 'the PostgreSQL exporter',
        command: required('POSTGRES_EXPORTER'),
        args: [`--web.listen-address=127.0.0.1:${port}`],
        env: { DATA_SOURCE_NAME: `${database.url}?sslmode=disable` },
        isReady: answers(url),
      });
      try {
        expect(await (await fetch(url)).text()).toContain('\npg_up 1\n');
      } finally {
        await exporter.stop();
        await database.stop();
      }
    });
  },
);

describe.runIf(canRun('BLACKBOX_EXPORTER'))('the blackbox exporter', () => {
  test('probes a server', async () => {
    await using target = await startWebhookSink();
    const [port] = await freePorts(1);
    const modules = { alive: { prober: 'http', http: { method: 'POST', body: '{}' } } };
    const exporter = await startServerProcess({
      name: 'the blackbox exporter',
      command: required('BLACKBOX_EXPORTER'),
      args: [
        `--config.file=${file('blackbox.yml', { modules })}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      isReady: answers(`http://127.0.0.1:${port}/-/healthy`),
    });
    try {
      const query = `module=alive&target=${encodeURIComponent(target.url)}`;
      const response = await fetch(`http://127.0.0.1:${port}/probe?${query}`);
      expect(await response.text()).toContain('probe_success 1');
    } finally {
      await exporter.stop();
    }
  });
});
