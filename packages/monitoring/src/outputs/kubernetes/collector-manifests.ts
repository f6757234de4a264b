import type { Monitoring } from '../../define/monitoring.ts';
import { IMAGES } from '../images.ts';
import { portOf } from '../port-of.ts';
import { collectorRoles } from './collector-roles.ts';
import { fromPod, HARDENED, labelsOf, selectorOf, type Manifest } from './manifest.ts';

/** A part that Collectors play, and the file of its configuration. */
export interface CollectorPart {
  /** `agent`, as the file is named. */
  readonly part: string;
  readonly name: string;
  readonly kind: 'DaemonSet' | 'StatefulSet';
  readonly replicas: number;
}

/** Which Collectors there are: agents on every node, gateways, one that reads shared servers, or one for everything. */
export function collectorParts(
  { targets }: Monitoring,
  parts: readonly string[],
): readonly CollectorPart[] {
  return parts.map((part) => ({
    part,
    name: part === 'collector' ? 'otel-collector' : `otel-collector-${part}`,
    kind: part === 'agent' ? 'DaemonSet' : 'StatefulSet',
    replicas: part === 'gateway' ? targets.collector.replicas : 1,
  }));
}

/** A Collector with all that it needs: its rights, its pods, its addresses. */
export function collectorManifests(
  monitoring: Monitoring,
  collector: CollectorPart,
): readonly Manifest[] {
  const { name, part } = collector;
  const labels = labelsOf(name, monitoring.name);
  const account: Manifest = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, labels },
  };
  return [
    account,
    ...collectorRoles(monitoring, collector),
    workload(monitoring, collector),
    address(monitoring, name, {}),
    // Without an address of its own, so that its name gives every replica.
    ...(part === 'gateway'
      ? [
          address(monitoring, `${name}-peers`, { clusterIP: 'None' }, name, [
            { name: 'peers', port: 4319, targetPort: 4319 },
          ]),
        ]
      : []),
  ];
}

function address(
  { name: platform, targets }: Monitoring,
  name: string,
  more: object,
  of = name,
  ports: readonly object[] = [
    { name: 'otlp-grpc', port: 4317, targetPort: 4317 },
    { name: 'otlp-http', port: portOf(targets.addresses.collector), targetPort: 4318 },
    { name: 'telemetry', port: portOf(targets.addresses.collectorTelemetry), targetPort: 8888 },
    ...(targets.ingest === 'collector-scrape'
      ? [
          {
            name: 'exporter',
            port: portOf(targets.addresses.collectorExporter),
            targetPort: portOf(targets.addresses.collectorExporter),
          },
        ]
      : []),
  ],
): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: labelsOf(of, platform) },
    spec: { ...more, selector: selectorOf(of), ports },
  };
}

function workload(monitoring: Monitoring, collector: CollectorPart): Manifest {
  const { name, kind, replicas } = collector;
  const labels = labelsOf(name, monitoring.name);
  const isAgent = kind === 'DaemonSet';
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, labels },
    spec: {
      ...(!isAgent && { replicas, serviceName: name, podManagementPolicy: 'Parallel' }),
      selector: { matchLabels: selectorOf(name) },
      template: { metadata: { labels }, spec: podSpec(monitoring, collector) },
      // The queue stays with the replica that wrote it.
      ...(!isAgent && {
        volumeClaimTemplates: [
          {
            metadata: { name: 'storage' },
            spec: {
              accessModes: ['ReadWriteOnce'],
              resources: { requests: { storage: '10Gi' } },
            },
          },
        ],
      }),
    },
  };
}

function podSpec({ targets }: Monitoring, { name, part, kind }: CollectorPart): object {
  const isAgent = kind === 'DaemonSet';
  const readsHost = isAgent || part === 'collector';
  const kinds = new Set(readsHost ? targets.collector.receivers.map((one) => one.kind) : []);
  const mounts = [
    { name: 'config', mountPath: '/etc/otelcol' },
    { name: 'storage', mountPath: '/var/lib/otelcol' },
    ...(kinds.has('host') ? [{ name: 'host', mountPath: '/hostfs', readOnly: true }] : []),
    ...(kinds.has('container-logs')
      ? [{ name: 'pod-logs', mountPath: '/var/log/pods', readOnly: true }]
      : []),
  ];
  const path = (volume: string, hostPath: string): object => ({
    name: volume,
    hostPath: { path: hostPath },
  });
  return {
    serviceAccountName: name,
    terminationGracePeriodSeconds: 60,
    ...(isAgent && {
      // Also on nodes that take nothing else: they are watched, too.
      tolerations: [{ operator: 'Exists', effect: 'NoSchedule' }],
      priorityClassName: 'system-node-critical',
    }),
    // Root reads the logs of pods, and writes to a directory of the node.
    securityContext: readsHost ? { runAsUser: 0 } : { runAsUser: 10_001, fsGroup: 10_001 },
    containers: [
      {
        name: 'collector',
        image: IMAGES.collector,
        args: [`--config=/etc/otelcol/${part}.yaml`],
        env: [
          fromPod('HOST_NAME', 'spec.nodeName'),
          ...(kinds.has('host') ? [{ name: 'COLLECTOR_HOST_ROOT', value: '/hostfs' }] : []),
          ...(part === 'gateway' ? [{ name: 'GATEWAY_PEERS_HOST', value: `${name}-peers` }] : []),
          ...(isAgent
            ? [{ name: 'GATEWAY_PEERS_HOST', value: 'otel-collector-gateway-peers' }]
            : []),
          ...(isAgent || part === 'servers'
            ? [{ name: 'GATEWAY_ENDPOINT', value: 'otel-collector-gateway:4317' }]
            : []),
          { name: 'GOMEMLIMIT', value: isAgent ? '400MiB' : '800MiB' },
        ],
        // Passwords of databases, and whatever differs here: see collector/<part>.env.
        envFrom: [{ secretRef: { name, optional: true } }],
        ports: [
          { name: 'otlp-grpc', containerPort: 4317, ...(isAgent && { hostPort: 4317 }) },
          { name: 'otlp-http', containerPort: 4318, ...(isAgent && { hostPort: 4318 }) },
          { name: 'telemetry', containerPort: 8888 },
          { name: 'health', containerPort: 13_133 },
        ],
        livenessProbe: { httpGet: { path: '/', port: 'health' }, periodSeconds: 15 },
        readinessProbe: { httpGet: { path: '/', port: 'health' }, periodSeconds: 5 },
        resources: isAgent
          ? { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '512Mi' } }
          : { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '1Gi' } },
        securityContext: HARDENED,
        volumeMounts: mounts,
      },
    ],
    volumes: [
      { name: 'config', configMap: { name: `${name}-config` } },
      ...(isAgent
        ? [
            {
              name: 'storage',
              hostPath: { path: '/var/lib/otel-collector', type: 'DirectoryOrCreate' },
            },
          ]
        : []),
      ...(kinds.has('host') ? [path('host', '/')] : []),
      ...(kinds.has('container-logs') ? [path('pod-logs', '/var/log/pods')] : []),
    ],
  };
}
