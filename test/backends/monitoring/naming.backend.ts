/**
 * What each metric is called where it is stored: a program emits one series of every metric that queries can name, and the real
 * Collector hands them to a real Prometheus 3 by OTLP, to a real Prometheus 2 that scrapes it, and to a real VictoriaMetrics, with the
 * settings that are generated for each way.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defineMonitoring } from '../../../packages/monitoring/src/define/define-monitoring.ts';
import type { Monitoring } from '../../../packages/monitoring/src/define/monitoring.ts';
import type { Addresses, Ingest } from '../../../packages/monitoring/src/define/targets.ts';
import { platformDefinition } from '../../../packages/monitoring/src/fixtures/platform.ts';
import {
  HISTOGRAM_PARTS,
  storedLabel,
  storedName,
} from '../../../packages/monitoring/src/naming/naming.ts';
import { metricExporter } from '../../../packages/monitoring/src/outputs/collector/exporters.ts';
import { serverConfig } from '../../../packages/monitoring/src/outputs/prometheus/server-config.ts';
import { startCollectorWith } from '../support/collector-with.ts';
import { eventually } from '../support/eventually.ts';
import { freePorts } from '../support/free-ports.ts';
import type { PrometheusApi, PrometheusSeries } from '../support/prometheus-api.ts';
import { startPrometheusServer } from '../support/prometheus-server.ts';
import { canRun } from '../support/required.ts';
import { runProgram } from '../support/run-program.ts';
import { startVictoriaMetrics } from '../support/victoria-metrics.ts';
import { MARK, namedMetrics, type NamedMetric } from './naming/named-metrics.ts';

const INGESTS = ['prometheus-otlp', 'collector-scrape', 'victoria-metrics'] as const;

const isPossible = canRun('OTELCOL', 'PROMETHEUS', 'PROMETHEUS3', 'VICTORIA_METRICS');

/** The series of the program, by the way on which they came. */
const stored = new Map<Ingest, readonly PrometheusSeries[]>();
const started: AsyncDisposable[] = [];
const directory = mkdtempSync(`${tmpdir()}/naming-`);

beforeAll(async () => {
  if (!isPossible) return;
  const [otlp = 0, health = 0, exporter = 0] = await freePorts(3);
  const exporterAddress = `127.0.0.1:${exporter}`;
  const prometheus3 = await startPrometheusServer({
    program: 'PROMETHEUS3',
    config: serverConfig(monitoringBy('prometheus-otlp', {})).content,
  });
  started.push(prometheus3);
  const prometheus2 = await startPrometheusServer({
    config: serverConfig(monitoringBy('collector-scrape', { collectorExporter: exporterAddress }))
      .content,
  });
  started.push(prometheus2);
  const victoriaMetrics = await startVictoriaMetrics(['-opentelemetry.usePrometheusNaming']);
  started.push(victoriaMetrics);

  const configFile = `${directory}/collector.json`;
  writeFileSync(
    configFile,
    collectorConfig(otlp, health, {
      prometheus: new URL(prometheus3.url).host,
      victoriaMetrics: new URL(victoriaMetrics.url).host,
    }),
  );
  const collector = await startCollectorWith({
    configFile,
    env: { PROMETHEUS_EXPORTER_ENDPOINT: exporterAddress },
    healthUrl: `http://127.0.0.1:${health}/`,
  });
  started.push(collector);
  await runProgram('every-metric.ts', {
    endpoint: `http://127.0.0.1:${otlp}`,
    OTEL_SERVICE_NAME: 'every-metric',
  });
  const stores: readonly [Ingest, PrometheusApi][] = [
    ['prometheus-otlp', prometheus3],
    ['collector-scrape', prometheus2],
    ['victoria-metrics', victoriaMetrics],
  ];
  for (const [ingest, store] of stores) stored.set(ingest, await settledSeries(store));
}, 120_000);

afterAll(async () => {
  for (const each of started.toReversed()) await each[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});

describe.runIf(isPossible).each(INGESTS)('%s', (ingest) => {
  test('stores every metric under the name that queries use, and under no other', () => {
    const expected = namedMetrics().flatMap((metric) => storedNames(metric, ingest));
    const names = (stored.get(ingest) ?? []).map(({ labels }) => labels['__name__'] ?? '');

    expect([...new Set(names)].toSorted()).toEqual([...new Set(expected)].toSorted());
  });

  test('stores every attribute under the label that queries use', () => {
    const wrong = namedMetrics().flatMap((metric) => {
      const [name] = storedNames(metric, ingest).slice(-1);
      const series = stored
        .get(ingest)
        ?.find(
          ({ labels }) => labels['__name__'] === name && labels['naming_probe'] === metric.name,
        );
      return metric.attributes
        .filter(
          (attribute) => series?.labels[storedLabel(attribute, ingest)] !== `value of ${attribute}`,
        )
        .map((attribute) => `${metric.name}: ${attribute}`);
    });

    expect(wrong).toEqual([]);
  });

  test('gives every series the labels of its resource', () => {
    for (const { labels } of stored.get(ingest) ?? []) {
      expect(labels).toMatchObject({
        service_name: 'every-metric',
        service_namespace: 'fluxora',
        deployment_environment_name: 'demo',
        service_instance_id: expect.stringMatching(/./) as string,
        host_name: expect.stringMatching(/./) as string,
      });
    }
  });
});

function monitoringBy(ingest: Ingest, addresses: Partial<Addresses>): Monitoring {
  const targets = { ...platformDefinition.targets, ingest, addresses };
  return defineMonitoring({
    ...platformDefinition,
    targets: { ...targets, intervals: { evaluationSeconds: 1 } },
  });
}

/** One Collector for all three ways, each with its generated exporter, but without queues on disk. */
function collectorConfig(otlp: number, health: number, addresses: Partial<Addresses>): string {
  const exporters = Object.fromEntries(
    INGESTS.flatMap((ingest) =>
      Object.entries(metricExporter(monitoringBy(ingest, addresses).targets)).map(
        ([name, settings]) => {
          const { sending_queue: _queue, ...rest } = settings as Record<string, unknown>;
          return [name, rest];
        },
      ),
    ),
  );
  return JSON.stringify({
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${otlp}` } } } },
    exporters,
    extensions: { health_check: { endpoint: `127.0.0.1:${health}` } },
    service: {
      extensions: ['health_check'],
      telemetry: { metrics: { level: 'none' } },
      pipelines: { metrics: { receivers: ['otlp'], exporters: Object.keys(exporters) } },
    },
  });
}

/** Those of the program, once no more come. */
async function settledSeries(store: PrometheusApi): Promise<readonly PrometheusSeries[]> {
  const read = (): Promise<PrometheusSeries[]> => store.query(`{${storedLabel(MARK)}!=""}`);
  const least = namedMetrics().length;
  let series: readonly PrometheusSeries[] = [];
  await eventually('every metric has arrived, and no more come', async () => {
    const before = series.length;
    series = await read();
    return series.length >= least && series.length === before;
  });
  return series;
}

function storedNames(metric: NamedMetric, ingest: Ingest): string[] {
  return metric.kind === 'histogram'
    ? HISTOGRAM_PARTS.map((part) => storedName(metric, ingest, part))
    : [storedName(metric, ingest)];
}
