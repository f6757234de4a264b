import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createPlan } from '../../create-plan.ts';
import { defineMonitoring } from '../../define/define-monitoring.ts';
import type { CollectorReceiver, TargetsDefinition } from '../../define/targets.ts';
import { platformDefinition } from '../../fixtures/platform.ts';
import { collectorOutput } from './collector-output.ts';
import type { CollectorConfig } from './collector-parts.ts';
import { environmentOf } from './environment.ts';
import { SECRET_VALUES, secretKeyPattern } from './processors/redaction.ts';

const EVERY: readonly CollectorReceiver[] = [
  { kind: 'host' },
  { kind: 'docker' },
  { kind: 'kubelet' },
  { kind: 'kubernetes-cluster' },
  { kind: 'cloudwatch', region: 'eu-south-2', namespaces: ['AWS/RDS', 'AWS/EC2'] },
  { kind: 'azure-monitor', subscriptionIds: ['a'], services: ['b'] },
  { kind: 'google-cloud-monitoring', projectId: 'energy', metrics: ['c'] },
  { kind: 'postgresql', endpoint: 'a:5432' },
  { kind: 'postgresql', endpoint: 'b:5432' },
  { kind: 'redis', endpoint: 'a:6379' },
  { kind: 'files', include: ['/var/log/a/*.log'] },
  { kind: 'files', include: ['/var/log/b/*.log'] },
  { kind: 'container-logs' },
];

function made(targets: TargetsDefinition): ReadonlyMap<string, CollectorConfig> {
  const { plan } = createPlan(
    defineMonitoring({
      ...platformDefinition,
      targets: { ...platformDefinition.targets, ...targets },
    }),
  );
  return new Map(
    collectorOutput
      .files(plan)
      .filter(({ path }) => path.endsWith('.yaml'))
      .map(({ path, content }) => [path, parse(content) as CollectorConfig]),
  );
}

const fleet = made({ collector: { mode: 'agent-and-gateway', replicas: 2, receivers: EVERY } });
const single = made({ collector: { receivers: EVERY } });
const all = [...fleet, ...single];

describe.each(all)('%s', (_path, config) => {
  const pipelines = Object.values(config.service.pipelines);

  test('every component that a pipeline names is defined, and every one that is defined is used', () => {
    for (const kind of ['receivers', 'processors', 'exporters'] as const) {
      const used = new Set(pipelines.flatMap((pipeline) => pipeline[kind]));
      expect([...used].toSorted()).toEqual(Object.keys(config[kind]).toSorted());
    }
    expect(config.service.extensions).toEqual(Object.keys(config.extensions));
  });

  test('memory is watched before anything else, and batches are made behind the queue', () => {
    for (const { processors } of pipelines) {
      expect(processors[0]).toBe('memory_limiter');
      expect(processors).not.toContain('batch');
    }
  });
});

test('only traces are sampled, and only where whole traces come', () => {
  const sampled = all.flatMap(([path, { service }]) =>
    Object.entries(service.pipelines)
      .filter(([, { processors }]) => processors.includes('tail_sampling'))
      .map(([name]) => `${path} ${name}`),
  );
  expect(sampled).toEqual([
    'collector/gateway.yaml traces/peers',
    'collector/collector.yaml traces',
  ]);
});

test('agents read their machine, and one Collector what all share', () => {
  const read = (path: string): string[] =>
    Object.keys(fleet.get(path)?.receivers ?? {}).map((name) => name.split('/', 1)[0] ?? name);
  expect(new Set(read('collector/agent.yaml'))).toEqual(
    new Set(['otlp', 'host_metrics', 'docker_stats', 'kubelet_stats', 'file_log']),
  );
  expect(read('collector/gateway.yaml')).toEqual(['otlp', 'otlp']);
  expect(new Set(read('collector/servers.yaml'))).toEqual(
    new Set([
      'k8s_cluster',
      'awscloudwatch',
      'azuremonitor',
      'googlecloudmonitoring',
      'postgresql',
      'redis',
    ]),
  );
});

test('where nothing is shared, there is nobody to read it', () => {
  const receivers = [{ kind: 'host' }] as const;
  const files = made({ collector: { mode: 'agent-and-gateway', receivers } });
  expect([...files.keys()]).toEqual(['collector/agent.yaml', 'collector/gateway.yaml']);
});

test('the second server of a kind has variables of its own', () => {
  const receivers = single.get('collector/collector.yaml')?.receivers;
  expect(receivers?.['postgresql/postgresql-2']).toMatchObject({
    endpoint: '${env:POSTGRESQL_2_ENDPOINT:-b:5432}',
    password: '${env:POSTGRESQL_2_PASSWORD:-otelcol}',
  });
});

test('a share of traces is a percentage without noise', () => {
  const config = made({ traceShare: 0.07 }).get('collector/collector.yaml');
  expect(JSON.stringify(config?.processors)).toContain('${env:COLLECTOR_TRACES_PERCENT:-7}');
});

test('what is read from the environment is listed, variables within variables, too', () => {
  expect(environmentOf('a: ${env:B:-${env:A:-x}}\nc: ${env:C:-}')).toEqual([
    { name: 'A', fallback: 'x' },
    { name: 'B', fallback: '${env:A:-x}' },
    { name: 'C', fallback: '' },
  ]);
});

describe('what is masked', () => {
  const key = new RegExp(
    secretKeyPattern(['api_key', 'token']).replace('(?i)', '').replace('\\z', '$'),
    'i',
  );

  test.each(['api_key', 'X.apiKey', 'user.Api-Key', 'token'])('the key %s', (name) => {
    expect(name).toMatch(key);
  });

  test.each(['tokens', 'token.count', 'monkey'])('not the key %s', (name) => {
    expect(name).not.toMatch(key);
  });

  test('nothing that the Collector would read as a variable', () => {
    for (const { pattern } of SECRET_VALUES) expect(pattern).not.toContain('$');
  });
});
