import { describe, expect, test } from 'vitest';
import { platformDefinition } from '../../fixtures/platform.ts';
import type { TargetsDefinition } from '../targets.ts';
import { targetsRule } from './targets.ts';

function problemsOf(targets: TargetsDefinition): string[] {
  return targetsRule({ ...platformDefinition, targets }).map(
    ({ place, message }) => `${place}: ${message}`,
  );
}

test('finds nothing wrong with the platform, nor with no targets at all', () => {
  expect(targetsRule(platformDefinition)).toEqual([]);
  expect(problemsOf({})).toEqual([]);
});

test('tells everything that is wrong at once', () => {
  const problems = problemsOf({
    grafanaUrl: 'grafana:3000',
    runbookUrl: 'https://runbooks.example/',
    traceShare: 10,
    retentionDays: { logs: 0.5 },
    intervals: { exportSeconds: 600 },
    smtp: { host: 'smtp.example', from: 'a@b.example' },
    addresses: { loki: 'http://loki:3100' },
    collector: { replicas: 0 },
  });
  expect(problems.map((text) => text.split(':', 1)[0])).toEqual([
    'targets/grafanaUrl',
    'targets/runbookUrl',
    'targets/smtp',
    'targets/addresses/loki',
    'targets/traceShare',
    'targets/retentionDays/logs',
    'targets/intervals/exportSeconds',
    'targets/collector/replicas',
  ]);
  expect(problems[4]).toBe(
    'targets/traceShare: is 10. Use a share from 0 to 1, such as 0.1 for a tenth.',
  );
});

describe('receivers', () => {
  test.each([
    [{ kind: 'postgresql', endpoint: 'postgres' }, 'has endpoint "postgres". Give host and port'],
    [
      { kind: 'postgresql', endpoint: 'postgres:5432', exporter: 'http://exporter:9187' },
      'has exporter "http://exporter:9187"',
    ],
    [{ kind: 'redis', endpoint: 'redis:99999' }, 'has endpoint "redis:99999"'],
    [{ kind: 'cloudwatch', region: 'Madrid', namespaces: ['AWS/RDS'] }, 'has region "Madrid"'],
    [{ kind: 'cloudwatch', region: 'eu-south-2', namespaces: [] }, 'has no namespaces'],
    [
      { kind: 'google-cloud-monitoring', projectId: 'energy', metrics: [' '] },
      'has " " among its metrics',
    ],
    [{ kind: 'files', include: ['logs/*.log'] }, 'depends on where the Collector is started'],
    [{ kind: 'files', include: ['/logs/${SERVICE}/*.log'] }, 'has "${SERVICE}", which'],
  ] as const)('%o', (receiver, message) => {
    const problems = problemsOf({ collector: { receivers: [receiver] } });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });

  test('may take addresses and directories from the environment', () => {
    const receivers = [
      { kind: 'postgresql', endpoint: '${env:PGHOST:-postgres}:5432' },
      { kind: 'files', include: ['${env:LOG_DIRECTORY}/*.log'] },
    ] as const;
    expect(problemsOf({ collector: { receivers } })).toEqual([]);
  });

  test('that read the same twice are named', () => {
    const receiver = { kind: 'redis', endpoint: 'redis:6379' } as const;
    const [problem] = problemsOf({ collector: { receivers: [receiver, receiver] } });
    expect(problem).toContain('receivers/1: is a second redis of redis:6379');
  });

  test('that read their machine need a Collector there', () => {
    const collector = { mode: 'gateway', receivers: [{ kind: 'host' }] } as const;
    expect(problemsOf({ collector })[0]).toContain('Use mode "agent-and-gateway"');
  });
});

describe('replicas', () => {
  test('of a single Collector would judge parts of traces', () => {
    expect(problemsOf({ collector: { replicas: 2 } })[0]).toContain('Use mode "gateway"');
  });

  test('cannot be scraped', () => {
    const collector = { mode: 'gateway', replicas: 2 } as const;
    expect(problemsOf({ ingest: 'collector-scrape', collector })[0]).toContain('"prometheus-otlp"');
    expect(problemsOf({ collector })).toEqual([]);
  });
});
