/** The generated configurations of the Collector, unchanged, in the real Collector. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { formatJson } from '../../../packages/core/src/logs/console/format-json.ts';
import type {
  CollectorReceiver,
  Ingest,
  TargetsDefinition,
} from '../../../packages/monitoring/src/define/targets.ts';
import { serverConfig } from '../../../packages/monitoring/src/outputs/prometheus/server-config.ts';
import { eventually } from '../support/eventually.ts';
import { freePorts } from '../support/free-ports.ts';
import { startPrometheusServer } from '../support/prometheus-server.ts';
import { canRun } from '../support/required.ts';
import { runProgram } from '../support/run-program.ts';
import { runTool } from '../support/run-tool.ts';
import { startVictoriaMetrics } from '../support/victoria-metrics.ts';
import { planFor, startGenerated, writeConfigs } from './collector/generated-collector.ts';
import { startOtlpSink } from './collector/otlp-sink.ts';
import { sendRecords, sendSpans } from './collector/send-otlp.ts';

const RECEIVERS: readonly CollectorReceiver[] = [
  { kind: 'host' },
  { kind: 'redis', endpoint: 'redis:6379' },
  // Itself, it would be read by a receiver that no mirror of Go modules at hand has.
  { kind: 'postgresql', endpoint: 'postgres:5432', exporter: 'postgres-exporter:9187' },
  { kind: 'files', include: ['/var/log/fluxora/*.log'] },
  { kind: 'container-logs' },
];

const CLUSTER_RECEIVERS: readonly CollectorReceiver[] = [
  { kind: 'docker' },
  { kind: 'kubelet' },
  { kind: 'kubernetes-cluster' },
];

const LOCAL = new Set(['host', 'docker', 'kubelet', 'files', 'container-logs']);

/** Everything goes through as it comes: what is asked is whether it arrives. */
const TRACES_OFF = { COLLECTOR_TRACES_PERCENT: '0' };

/** What says whose a series is, whatever way it came. */
const LABELS = {
  service_name: 'forecast-api',
  service_namespace: 'fluxora',
  deployment_environment_name: 'demo',
  job: 'fluxora/forecast-api',
};

async function validate(targets: TargetsDefinition): Promise<string[]> {
  using configs = writeConfigs(planFor(targets));
  const problems: string[] = [];
  for (const [part, file] of configs.files) {
    const { status, stderr } = await runTool('OTELCOL', ['validate', `--config=${file}`], {
      env: { COLLECTOR_STORAGE: join(configs.path, 'storage'), KUBELET_AUTH_TYPE: 'none' },
    });
    if (status !== 0) problems.push(`${part}: ${stderr}`);
  }
  return problems;
}

describe('is accepted by the Collector', () => {
  const ingests: readonly Ingest[] = ['prometheus-otlp', 'collector-scrape', 'victoria-metrics'];
  test.each(ingests)('as a single one, for %s', async (ingest) => {
    expect(await validate({ ingest, collector: { receivers: RECEIVERS } })).toEqual([]);
  });

  describe('as a fleet', () => {
    test.each(ingests)('of gateways, for %s', async (ingest) => {
      const receivers = RECEIVERS.filter(({ kind }) => !LOCAL.has(kind));
      const collector = { mode: 'gateway', receivers } as const;
      expect(await validate({ ingest, collector })).toEqual([]);
    });

    test.each(ingests)('of agents before gateways, for %s', async (ingest) => {
      const receivers = [...RECEIVERS, ...CLUSTER_RECEIVERS];
      const collector = { mode: 'agent-and-gateway', receivers } as const;
      expect(await validate({ ingest, collector })).toEqual([]);
    });

    test('with the receivers of Docker and Kubernetes', async () => {
      const receivers = CLUSTER_RECEIVERS;
      expect(await validate({ collector: { receivers } })).toEqual([]);
    });
  });

  // No Collector here has these receivers: what they would be told is looked at by nobody, what is done with their data is.
  test('but for the receivers themselves, with clouds and with PostgreSQL itself', async () => {
    const receivers: readonly CollectorReceiver[] = [
      { kind: 'cloudwatch', region: 'eu-south-2', namespaces: ['AWS/RDS'] },
      { kind: 'azure-monitor', subscriptionIds: ['a'], services: ['b'] },
      { kind: 'google-cloud-monitoring', projectId: 'energy', metrics: ['c'] },
      { kind: 'postgresql', endpoint: 'postgres:5432' },
    ];
    using configs = writeConfigs(planFor({ collector: { receivers } }));
    const file = configs.files.get('collector') ?? '';
    const { stdout } = await runTool('OTELCOL', ['components']);
    const text = readFileSync(file, 'utf8');
    const unknown = [...text.matchAll(/^  ((\w+)\/[\w-]+):$/gm)].filter(
      ([, , type = '']) => !stdout.includes(`name: ${type}`),
    );
    expect(unknown.map(([, , type]) => type)).toEqual([
      'awscloudwatch',
      'azuremonitor',
      'googlecloudmonitoring',
      'postgresql',
    ]);
    const config = parse(text) as { receivers: Record<string, unknown> };
    const standIns = Object.fromEntries(
      unknown.map(([, name = '']) => [
        `otlp/${name.replace('/', '-')}`,
        { protocols: { http: {} } },
      ]),
    );
    const known = { otlp: config.receivers['otlp'], ...standIns };
    const renamed = unknown.reduce(
      (json, [, name = '']) => json.replaceAll(`"${name}"`, `"otlp/${name.replace('/', '-')}"`),
      JSON.stringify({ ...config, receivers: known }),
    );
    writeFileSync(file, renamed);
    const { status, stderr } = await runTool('OTELCOL', ['validate', `--config=${file}`]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('and what is wrong would not be', async () => {
    using configs = writeConfigs(planFor({ collector: { receivers: [] } }));
    const file = configs.files.get('collector') ?? '';
    const { status, stderr } = await runTool('OTELCOL', ['validate', `--config=${file}`], {
      env: { COLLECTOR_TRACES_PERCENT: 'many' },
    });
    expect(status).not.toBe(0);
    expect(stderr).toContain('sampling_percentage');
  });
});

describe('metrics of a service', () => {
  const named = 'test_counter_total{test_label="b"}';
  /** Names with their units, as every way in is to give them. What is scraped as OpenMetrics has 10.0 where OTLP has 10. */
  const others = [
    'test_gauge_celsius',
    'test_up_down',
    'test_histogram_seconds_bucket{le=~"10|10.0"}',
  ];

  test.runIf(canRun('PROMETHEUS3'))('reach Prometheus 3 by OTLP', async () => {
    const plan = planFor({ ingest: 'prometheus-otlp', collector: { receivers: [] } });
    await using prometheus = await startPrometheusServer({
      program: 'PROMETHEUS3',
      config: serverConfig(plan.monitoring).content,
    });
    using configs = writeConfigs(plan);
    await using generated = await startGenerated(configs, {
      ...TRACES_OFF,
      PROMETHEUS_OTLP_URL: `${prometheus.url}/api/v1/otlp/v1/metrics`,
    });
    await runProgram('every-signal.ts', { endpoint: generated.otlpUrl });
    await eventually('they are stored', async () => (await prometheus.query(named)).length > 0);
    const [series] = await prometheus.query(named);
    expect(series).toMatchObject({ value: 1, labels: LABELS });
    for (const other of others)
      expect([other, await prometheus.query(other)]).not.toEqual([other, []]);
  });

  test.runIf(canRun('PROMETHEUS'))('reach Prometheus 2 when it scrapes', async () => {
    const plan = planFor({ ingest: 'collector-scrape', collector: { receivers: [] } });
    using configs = writeConfigs(plan);
    await using generated = await startGenerated(configs, TRACES_OFF);
    await using prometheus = await startPrometheusServer({
      config: {
        global: { scrape_interval: '250ms' },
        scrape_configs: [
          {
            job_name: 'services',
            honor_labels: true,
            static_configs: [{ targets: [generated.scrapeTarget] }],
          },
        ],
      },
    });
    await runProgram('every-signal.ts', { endpoint: generated.otlpUrl });
    await eventually('they are stored', async () => (await prometheus.query(named)).length > 0);
    const [series] = await prometheus.query(named);
    expect(series).toMatchObject({ value: 1, labels: LABELS });
    for (const other of others)
      expect([other, await prometheus.query(other)]).not.toEqual([other, []]);
  });

  test.runIf(canRun('VICTORIA_METRICS'))('reach VictoriaMetrics by OTLP', async () => {
    const plan = planFor({ ingest: 'victoria-metrics', collector: { receivers: [] } });
    await using store = await startVictoriaMetrics(['-opentelemetry.usePrometheusNaming']);
    using configs = writeConfigs(plan);
    await using generated = await startGenerated(configs, {
      ...TRACES_OFF,
      VICTORIA_METRICS_OTLP_URL: `${store.otlpUrl}/v1/metrics`,
    });
    await runProgram('every-signal.ts', { endpoint: generated.otlpUrl });
    await eventually('they are stored', async () => (await store.query(named)).length > 0);
    const [series] = await store.query(named);
    expect(series).toMatchObject({ value: 1, labels: { service_name: LABELS.service_name } });
  });
});

test('of traces, those that failed or were slow are kept, and none of the rest when none is asked for', async () => {
  await using sink = await startOtlpSink();
  using configs = writeConfigs(planFor({ collector: { receivers: [] } }));
  await using generated = await startGenerated(configs, { ...TRACES_OFF, ...sink.env });
  const traces = { failed: '1', slow: '2', ordinary: '3' };
  const traceId = (digit: string): string => digit.repeat(32);
  await sendSpans(generated.otlpUrl, [
    { traceId: traceId(traces.failed), name: 'the request' },
    { traceId: traceId(traces.failed), name: 'its query', failed: true },
    { traceId: traceId(traces.slow), name: 'the slow one', durationMs: 1_500 },
    { traceId: traceId(traces.ordinary), name: 'the ordinary one', durationMs: 20 },
  ]);
  await eventually('three spans were kept', async () => sink.spans().length >= 3);
  expect(
    sink
      .spans()
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(['its query', 'the request', 'the slow one']);
  // The decision on the ordinary one has been taken: it is counted as not sampled.
  await eventually('all traces were judged', async () => {
    const own = await (await fetch(generated.metricsUrl)).text();
    return /global_count_traces_sampled_total\{[^}]*sampled="false"[^}]*\} 1/.test(own);
  });
  expect(sink.spans()).toHaveLength(3);
});

test('in a fleet, a trace is judged as a whole, whichever way its spans come', async () => {
  await using sink = await startOtlpSink();
  using configs = writeConfigs(
    planFor({ collector: { mode: 'agent-and-gateway', replicas: 2, receivers: [] } }),
  );
  // Long enough for the first connection to a peer, which is tried before the peer listens.
  const wait = { COLLECTOR_TRACES_DECISION_WAIT: '5s' };
  const gatewayEnv = { ...TRACES_OFF, ...wait, ...sink.env };
  await using gateway = await startGenerated(configs, gatewayEnv, 'gateway');
  await using agent = await startGenerated(configs, gateway.gatewayEnv, 'agent');
  const traceId = '5'.repeat(32);
  await sendSpans(agent.otlpUrl, [{ traceId, name: 'by an agent' }]);
  await sendSpans(gateway.otlpUrl, [{ traceId, name: 'straight to a gateway', failed: true }]);
  await sendSpans(agent.otlpUrl, [{ traceId: '6'.repeat(32), name: 'of another trace' }]);
  await sendRecords(agent.otlpUrl, [{ body: 'by an agent, too' }]);
  await eventually('both spans of the trace were kept', async () => sink.spans().length >= 2);
  expect(
    sink
      .spans()
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(['by an agent', 'straight to a gateway']);
  await eventually('the record arrived', async () => sink.records().length > 0);
  expect(sink.records().map(({ body }) => body)).toEqual(['by an agent, too']);
});

test('secrets and personal data are masked in records and spans', async () => {
  await using sink = await startOtlpSink();
  using configs = writeConfigs(planFor({ collector: { receivers: [] } }));
  await using generated = await startGenerated(configs, {
    ...sink.env,
    COLLECTOR_TRACES_PERCENT: '100',
  });
  const secrets = [
    'ana@fluxora.example',
    '4111 1111 1111 1111',
    'hunter2-hunter2',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl',
    'AKIAIOSFODNN7EXAMPLE',
  ] as const;
  await sendRecords(generated.otlpUrl, [
    {
      body: `mail ${secrets[0]}, card ${secrets[1]}, postgres://app:${secrets[2]}@db/forecasts`,
      attributes: { 'user.password': secrets[2], 'site.name': 'wind-1', note: secrets[3] },
    },
    { body: 'forecast of 4111 kW for site 1111 at 1763840000000', eventName: 'fluxora.test' },
  ]);
  await sendSpans(generated.otlpUrl, [
    {
      traceId: '4'.repeat(32),
      name: 'GET',
      attributes: { 'url.full': `https://api.example/?key=${secrets[4]}`, 'http.route': '/sites' },
    },
  ]);
  await eventually(
    'all arrived',
    async () => sink.records().length === 2 && sink.spans().length === 1,
  );
  const [masked, untouched] = sink.records();
  const text = JSON.stringify([sink.records(), sink.spans()]);
  for (const secret of secrets) expect(text).not.toContain(secret);
  expect(masked?.attributes).toMatchObject({ 'site.name': 'wind-1' });
  expect(Number(masked?.attributes['redaction.masked.count'])).toBeGreaterThan(0);
  expect(untouched?.body).toBe('forecast of 4111 kW for site 1111 at 1763840000000');
  expect(untouched?.attributes).toEqual({ 'event.name': 'fluxora.test' });
  expect(sink.spans()[0]?.attributes['http.route']).toBe('/sites');
});

describe('lines of a log file', () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const spanId = 'b7ad6b7169203331';
  const timeMs = Date.parse('2026-11-22T08:00:00.123Z');
  const ours = formatJson(
    {
      timeMs,
      level: 'warn',
      message: 'price feed is late',
      attributes: { 'site.name': 'wind-1', minutes: 7 },
      eventName: 'fluxora.feed.late',
      scope: 'prices',
      spanContext: { traceId, spanId, traceFlags: 1 },
    },
    'forecast-worker',
  );

  test('become the records that they were before they were written', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'log-files-'));
    await using sink = await startOtlpSink();
    const receivers = [{ kind: 'files', include: [`${directory}/*.log`] }] as const;
    using configs = writeConfigs(planFor({ collector: { receivers } }));
    writeFileSync(
      join(directory, 'worker.log'),
      `${ours}\nError: not JSON\n{"other":"logger"}\n{"broken":\n`,
    );
    await using _ = await startGenerated(configs, sink.env);
    await eventually('all lines arrived', async () => sink.records().length === 4);
    const records = sink.records();
    const first = records.find(({ body }) => body === 'price feed is late');
    const others = records.filter((record) => record !== first);
    expect(first).toMatchObject({
      body: 'price feed is late',
      severityNumber: 13,
      timeUnixNano: String(BigInt(timeMs) * 1_000_000n),
      traceId,
      spanId,
      eventName: 'fluxora.feed.late',
      scope: 'prices',
      resource: {
        'service.name': 'forecast-worker',
        'deployment.environment.name': 'production',
      },
    });
    expect(first?.attributes).toMatchObject({ 'site.name': 'wind-1', minutes: 7 });
    expect(first?.attributes).not.toHaveProperty('trace_id');
    expect(new Set(others.map(({ body }) => body))).toEqual(
      new Set(['Error: not JSON', '{"other":"logger"}', '{"broken":']),
    );
    expect(others.map(({ attributes }) => attributes['other']).filter(Boolean)).toEqual(['logger']);
    rmSync(directory, { recursive: true });
  });

  test('of containers are there once: what services send by OTLP is left out', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'container-logs-'));
    await using sink = await startOtlpSink();
    const receivers = [{ kind: 'container-logs' }] as const;
    using configs = writeConfigs(planFor({ collector: { receivers } }));
    const line = (log: string): string =>
      JSON.stringify({ log: `${log}\n`, stream: 'stdout', time: '2026-11-22T08:00:00.123456789Z' });
    writeFileSync(
      join(directory, 'abc-json.log'),
      `${line(ours)}\n${line('nginx: [notice] started')}\n`,
    );
    const files = {
      COLLECTOR_POD_LOGS: `${directory}/none/*.log`,
      COLLECTOR_DOCKER_LOGS: `${directory}/*-json.log`,
    };
    await using _ = await startGenerated(configs, { ...sink.env, ...files });
    await eventually('the other line arrived', async () => sink.records().length > 0);
    expect(sink.records().map(({ body }) => body)).toEqual(['nginx: [notice] started']);
    rmSync(directory, { recursive: true });
  });
});

test('what a store does not take is kept on disk over a restart, and delivered when it is back', async () => {
  using configs = writeConfigs(planFor({ collector: { receivers: [] } }));
  const ports = await freePorts(3);
  const env = { LOKI_OTLP_URL: `http://127.0.0.1:${ports[0]}/v1/logs` };
  const sent = ['one', 'two', 'three'];
  {
    await using first = await startGenerated(configs, env);
    for (const body of sent) await sendRecords(first.otlpUrl, [{ body }]);
    await eventually('it was tried', async () => /connection refused/.test(first.collector.log()));
  }
  await using second = await startGenerated(configs, env);
  await using sink = await startOtlpSink(ports);
  await eventually('all arrived', async () => sink.records().length >= sent.length);
  expect(new Set(sink.records().map(({ body }) => body))).toEqual(new Set(sent));
  expect(second.otlpUrl).toContain('127.0.0.1');
});
