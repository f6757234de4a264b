import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createPlan } from '../../create-plan.ts';
import { defineMonitoring } from '../../define/define-monitoring.ts';
import type { TargetsDefinition } from '../../define/targets.ts';
import { platformDefinition } from '../../fixtures/platform.ts';
import { OUTPUTS } from '../index.ts';
import { composeOutput, type ComposeFile } from './compose-output.ts';

function planWith(targets: TargetsDefinition) {
  return createPlan(
    defineMonitoring({
      ...platformDefinition,
      targets: { ...platformDefinition.targets, ...targets },
    }),
  ).plan;
}

function compose(targets: TargetsDefinition): ComposeFile {
  return parse(composeOutput.files(planWith(targets))[0]?.content ?? '') as ComposeFile;
}

const file = compose({});
const services = Object.entries(file.services);

describe.each(['prometheus-otlp', 'collector-scrape', 'victoria-metrics'] as const)(
  '%s',
  (ingest) => {
    const made = compose({ ingest });
    const all = Object.values(made.services);

    test('every volume, secret and service that is named is there', () => {
      const named = all.flatMap(({ volumes = [] }) =>
        volumes.map((volume) => volume.split(':', 1)[0] ?? '').filter((name) => /^\w/.test(name)),
      );
      expect(Object.keys(made.volumes)).toEqual([...new Set(named)].toSorted());
      const secrets = all.flatMap((service) => (service.secrets ?? []).map(({ source }) => source));
      expect(Object.keys(made.secrets).toSorted()).toEqual([...new Set(secrets)].toSorted());
      const needed = all.flatMap((service) => Object.keys(service.depends_on ?? {}));
      expect(Object.keys(made.services)).toEqual(expect.arrayContaining(needed));
    });

    test('who is waited for can say that it is healthy', () => {
      const awaited = all.flatMap((service) =>
        Object.entries(service.depends_on ?? {}).flatMap(([name, { condition }]) =>
          condition === 'service_healthy' ? [name] : [],
        ),
      );
      expect(awaited.length).toBeGreaterThan(0);
      for (const name of awaited) expect(made.services[name]).toHaveProperty('healthcheck');
    });

    test('every file that is mounted is generated', () => {
      const plan = planWith({ ingest });
      const generated = OUTPUTS.flatMap((output) => output.files(plan)).map(({ path }) => path);
      const mounted = all
        .flatMap(({ volumes = [] }) => volumes)
        .flatMap((volume) =>
          volume.startsWith('./') ? [volume.split(':')[0]?.slice(2) ?? ''] : [],
        );
      expect(mounted.length).toBeGreaterThan(5);
      for (const path of mounted) {
        expect(generated.some((name) => name === path || name.startsWith(`${path}/`)) || path).toBe(
          true,
        );
      }
    });
  },
);

test('every image has a version', () => {
  for (const [name, { image }] of services) {
    expect(`${name} ${image}`).toMatch(/:v?\d+\.\d+/);
  }
});

test('nothing is published beyond this machine', () => {
  for (const [, { ports = [] }] of services) {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  }
});

test('everything has a limit of memory', () => {
  for (const [name, service] of services)
    expect([name, service]).toMatchObject([name, { mem_limit: expect.any(String) as string }]);
});

test('services are told where to send, who they are, and have time to end', () => {
  expect(file.services['forecast-api']).toMatchObject({
    image: 'fluxora/forecast-api:0.1.0',
    environment: {
      OTEL_SERVICE_NAME: 'forecast-api',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=fluxora,deployment.environment.name=production',
    },
    deploy: { replicas: 2 },
    stop_grace_period: '30s',
  });
});

test('secrets are files, one for each that Alertmanager reads', () => {
  expect(file.secrets).toMatchObject({
    'grafana-admin-password': { file: './secrets/grafana-admin-password' },
    slack: { file: './secrets/slack' },
  });
  expect(file.services['alertmanager']?.secrets).toContainEqual({
    source: 'slack',
    target: '/etc/alertmanager/secrets/slack',
  });
});

test('no value is taken for a variable of Compose', () => {
  expect(JSON.stringify(file)).not.toMatch(/\$/);
});

test('the Collector sees of the machine what it reads', () => {
  expect(file.services['collector']?.volumes).toContain('/:/hostfs:ro');
  const { services: without } = compose({ collector: { receivers: [] } });
  expect(without['collector']?.volumes).not.toContain('/:/hostfs:ro');
});

test('a fleet of Collectors has no file', () => {
  const plan = planWith({ collector: { mode: 'gateway' } });
  expect(composeOutput.files(plan)).toEqual([]);
});
