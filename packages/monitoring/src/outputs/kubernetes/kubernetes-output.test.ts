import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { createPlan } from '../../create-plan.ts';
import { defineMonitoring } from '../../define/define-monitoring.ts';
import type { TargetsDefinition } from '../../define/targets.ts';
import { platformDefinition } from '../../fixtures/platform.ts';
import { collectorOutput } from '../collector/collector-output.ts';
import { kubernetesOutput } from './kubernetes-output.ts';
import type { Manifest } from './manifest.ts';

/** Not asked of a cluster: no schema of Kubernetes is at hand here. What is checked is what these files promise one another. */
function made(targets: TargetsDefinition) {
  const { plan } = createPlan(
    defineMonitoring({
      ...platformDefinition,
      targets: { ...platformDefinition.targets, ...targets },
    }),
  );
  const files = new Map(kubernetesOutput.files(plan).map(({ path, content }) => [path, content]));
  const manifests = [...files].flatMap(([path, content]) =>
    /\/(?:config|kustomization)/.test(path)
      ? []
      : parseAllDocuments(content).map((document) => document.toJS() as Manifest),
  );
  const find = (kind: string, name: string): Workload | undefined =>
    manifests.find((one) => one.kind === kind && one.metadata.name === name) as
      Workload | undefined;
  return { plan, files, manifests, find };
}

interface Workload {
  readonly spec: {
    readonly replicas?: number;
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly volumes: readonly { readonly name: string }[];
        readonly containers: readonly {
          readonly env: readonly { readonly name: string; readonly value?: string }[];
          readonly volumeMounts: readonly { readonly name: string }[];
          readonly [member: string]: unknown;
        }[];
      };
    };
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
  };
}

const fleet = made({
  collector: {
    mode: 'agent-and-gateway',
    replicas: 3,
    receivers: [
      { kind: 'host' },
      { kind: 'kubelet' },
      { kind: 'kubernetes-cluster' },
      { kind: 'container-logs' },
      { kind: 'postgresql', endpoint: 'postgres:5432' },
    ],
  },
});

describe.each(['single', 'gateway', 'agent-and-gateway'] as const)('%s', (mode) => {
  const receivers = mode === 'gateway' ? [] : ([{ kind: 'host' }] as const);
  const { files, manifests } = made({ collector: { mode, receivers } });

  test('the kustomization names every file, and every file is there', () => {
    const kustomization = parse(files.get('kubernetes/kustomization.yaml') ?? '') as {
      resources: string[];
      configMapGenerator: { files: string[] }[];
    };
    const named = [
      ...kustomization.resources,
      ...kustomization.configMapGenerator.flatMap((map) => map.files),
    ];
    for (const name of named) expect([...files.keys()]).toContain(`kubernetes/${name}`);
    const others = [...files.keys()].filter((path) => !path.includes('kustomization'));
    expect(named.length + 1).toBe(others.length);
  });

  test('no two objects have one name', () => {
    const names = manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test('every workload is found by its own labels, and has what it mounts', () => {
    const workloads = manifests.filter(({ kind }) => /Deployment|Set$/.test(kind));
    expect(workloads.length).toBeGreaterThan(3);
    for (const workload of workloads as unknown as Workload[]) {
      const { selector, template, volumeClaimTemplates = [] } = workload.spec;
      expect(template.metadata.labels).toMatchObject(selector.matchLabels);
      const volumes = [
        ...template.spec.volumes.map(({ name }) => name),
        ...volumeClaimTemplates.map(({ metadata }) => metadata.name),
      ];
      for (const { volumeMounts } of template.spec.containers) {
        for (const { name } of volumeMounts) expect(volumes).toContain(name);
      }
    }
  });
});

describe('a service', () => {
  const [container] = fleet.find('Deployment', 'forecast-api')?.spec.template.spec.containers ?? [];
  const env = new Map(container?.env.map(({ name, value }) => [name, value]));

  test('is asked at its health endpoints', () => {
    expect(container).toMatchObject({
      startupProbe: { httpGet: { path: '/startupz' } },
      livenessProbe: { httpGet: { path: '/livez' } },
      readinessProbe: { httpGet: { path: '/readyz' } },
    });
  });

  test('sends to the agent of its node, and says which pod it is', () => {
    expect(env.get('OTEL_EXPORTER_OTLP_ENDPOINT')).toBe('http://$(HOST_IP):4318');
    expect(env.get('OTEL_RESOURCE_ATTRIBUTES')).toContain('k8s.pod.name=$(POD_NAME)');
    expect([...env.keys()].indexOf('POD_NAME')).toBeLessThan(
      [...env.keys()].indexOf('OTEL_RESOURCE_ATTRIBUTES'),
    );
  });

  test('may take longer to end than its drain', () => {
    const pod = fleet.find('Deployment', 'forecast-api')?.spec.template.spec;
    expect(pod?.terminationGracePeriodSeconds).toBeGreaterThan(25);
  });

  test('is disturbed one replica at a time, where it has several', () => {
    expect(fleet.find('PodDisruptionBudget', 'forecast-api')).toBeDefined();
    expect(fleet.find('PodDisruptionBudget', 'forecast-worker')).toBeUndefined();
  });
});

describe('a fleet of Collectors', () => {
  test('has an agent on every node, gateways, and one that reads shared servers', () => {
    expect(fleet.find('DaemonSet', 'otel-collector-agent')).toBeDefined();
    expect(fleet.find('StatefulSet', 'otel-collector-gateway')?.spec.replicas).toBe(3);
    expect(fleet.find('StatefulSet', 'otel-collector-servers')?.spec.replicas).toBe(1);
  });

  test('finds every gateway by a name without an address', () => {
    expect(fleet.find('Service', 'otel-collector-gateway-peers')).toMatchObject({
      spec: { clusterIP: 'None' },
    });
    const [agent] =
      fleet.find('DaemonSet', 'otel-collector-agent')?.spec.template.spec.containers ?? [];
    expect(agent?.env).toContainEqual({
      name: 'GATEWAY_PEERS_HOST',
      value: 'otel-collector-gateway-peers',
    });
  });

  test('has the rights that its receivers need, and no others', () => {
    const of = (name: string): string => JSON.stringify(fleet.find('ClusterRole', name) ?? {});
    expect(of('fluxora-otel-collector-agent')).toContain('nodes/stats');
    expect(of('fluxora-otel-collector-agent')).not.toContain('deployments');
    expect(of('fluxora-otel-collector-servers')).toContain('deployments');
    expect(fleet.find('ClusterRole', 'fluxora-otel-collector-gateway')).toBeUndefined();
  });

  test('runs the configurations that are generated for it', () => {
    const generated = new Map(
      collectorOutput.files(fleet.plan).map(({ path, content }) => [path, content]),
    );
    for (const part of ['agent', 'gateway', 'servers']) {
      expect(fleet.files.get(`kubernetes/config/${part}.yaml`)).toBe(
        generated.get(`collector/${part}.yaml`),
      );
    }
  });
});

test('the Prometheus Operator gets every rule, and every Collector to scrape', () => {
  const rules = fleet.manifests.find(({ kind }) => kind === 'PrometheusRule') as
    { spec: { groups: { name: string }[] } } | undefined;
  const groups = [...fleet.plan.recording, ...fleet.plan.alerts].map(({ name }) => name);
  expect(rules?.spec.groups.map(({ name }) => name)).toEqual(groups);
  expect(fleet.manifests.filter(({ kind }) => kind === 'ServiceMonitor')).toHaveLength(3);
});
