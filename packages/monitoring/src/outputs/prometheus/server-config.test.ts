import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createPlan } from '../../create-plan.ts';
import { defineMonitoring } from '../../define/define-monitoring.ts';
import type { TargetsDefinition } from '../../define/targets.ts';
import { platformDefinition } from '../../fixtures/platform.ts';
import { prometheusProblems } from './prometheus-problems.ts';
import { prometheusFlags, serverConfig } from './server-config.ts';

const withTargets = (targets: TargetsDefinition) =>
  defineMonitoring({
    ...platformDefinition,
    targets: { ...platformDefinition.targets, ...targets },
  });

interface Config {
  readonly otlp?: { readonly promote_resource_attributes: readonly string[] };
  readonly rule_files?: readonly string[];
  readonly scrape_configs: readonly Record<string, unknown>[];
}

const configOf = (targets: TargetsDefinition) =>
  parse(serverConfig(withTargets(targets)).content) as Config;
const jobsOf = (config: Config) => config.scrape_configs.map(({ job_name }) => job_name);

test('takes OTLP with the resource attributes that queries use, and scrapes the servers only', () => {
  const config = configOf({ ingest: 'prometheus-otlp' });
  expect(config.otlp?.promote_resource_attributes).toEqual(
    expect.arrayContaining([
      'service.name',
      'service.instance.id',
      'deployment.environment.name',
      'host.name',
    ]),
  );
  expect(jobsOf(config)).toEqual(['prometheus', 'alertmanager', 'collector', 'probes']);
});

test('scrapes what the services say from the Collector and keeps its labels', () => {
  const config = configOf({ ingest: 'collector-scrape' });
  expect(config).not.toHaveProperty('otlp');
  expect(config.scrape_configs[0]).toEqual({
    job_name: 'services',
    honor_labels: true,
    static_configs: [{ targets: ['collector:8889'] }],
  });
});

test('finds every replica of a gateway', () => {
  const config = configOf({ collector: { mode: 'gateway', replicas: 3 } });
  expect(config.scrape_configs.find(({ job_name }) => job_name === 'collector')).toMatchObject({
    dns_sd_configs: [{ names: ['collector'], type: 'A', port: 8888 }],
  });
});

test('VictoriaMetrics gets scrapes and nothing that it refuses', () => {
  const config = configOf({ ingest: 'victoria-metrics' });
  expect(Object.keys(config)).toEqual(['global', 'scrape_configs']);
});

test('keeps samples for as long as asked, and opens the OTLP receiver only where it is used', () => {
  const flags = (targets: TargetsDefinition) => prometheusFlags(withTargets(targets));
  expect(flags({ retentionDays: { metrics: 90 } })).toEqual(
    expect.arrayContaining([
      '--storage.tsdb.retention.time=90d',
      '--web.enable-otlp-receiver',
      '--config.file=/etc/prometheus/prometheus.yaml',
    ]),
  );
  expect(flags({ ingest: 'collector-scrape' })).not.toContain('--web.enable-otlp-receiver');
});

test('a test that wants a group which is not there is a problem', () => {
  const { plan } = createPlan(
    defineMonitoring({
      ...platformDefinition,
      recording: [
        {
          name: 'own',
          rules: () => [{ record: 'own:up:sum', expr: 'sum(up)' }],
          tests: () => [{ name: 'adds up', groups: ['htpp'], input: [] }],
        },
      ],
    }),
  );
  expect(prometheusProblems(plan)).toEqual([
    {
      place: 'prometheus/tests/fluxora-own',
      message: expect.stringContaining(
        'the test "adds up" names the recording group "htpp", which is not there. Use one of',
      ),
    },
  ]);
});
