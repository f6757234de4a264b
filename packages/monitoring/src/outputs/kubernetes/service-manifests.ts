import type { Monitoring } from '../../define/monitoring.ts';
import type { Service } from '../../define/service.ts';
import { portOf } from '../port-of.ts';
import { GRACE_SECONDS, serviceEnvironment } from '../service-environment.ts';
import { fromPod, HARDENED, labelsOf, selectorOf, type Manifest } from './manifest.ts';

type Image = NonNullable<Service['container']>;

/** A service: its pods, its address, and how many of them may be away at once. `undefined` without an image. */
export function serviceManifests(
  monitoring: Monitoring,
  service: Service,
): readonly Manifest[] | undefined {
  const { container } = service;
  if (container === undefined) return undefined;
  const labels = labelsOf(service.name, monitoring.name);
  const selector = selectorOf(service.name);
  const replicas = service.replicas ?? 1;
  const account: Manifest = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: service.name, labels },
    automountServiceAccountToken: false,
  };
  const address: Manifest = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: service.name, labels },
    spec: {
      selector,
      ports: [{ name: 'http', port: container.port, targetPort: 'http' }],
    },
  };
  const budget: Manifest = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: service.name, labels },
    spec: { maxUnavailable: 1, selector: { matchLabels: selector } },
  };
  return [
    account,
    deployment(monitoring, service, container),
    address,
    ...(replicas > 1 ? [budget] : []),
  ];
}

function deployment(monitoring: Monitoring, service: Service, { image, port }: Image): Manifest {
  const labels = labelsOf(service.name, monitoring.name);
  const selector = selectorOf(service.name);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: service.name, labels },
    spec: {
      replicas: service.replicas ?? 1,
      selector: { matchLabels: selector },
      // A new pod is ready before an old one goes.
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: service.name,
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: GRACE_SECONDS,
          securityContext: { runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000 },
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'kubernetes.io/hostname',
              whenUnsatisfiable: 'ScheduleAnyway',
              labelSelector: { matchLabels: selector },
            },
          ],
          containers: [
            {
              name: service.name,
              image,
              ports: [{ name: 'http', containerPort: port }],
              env: [...environment(monitoring, service), { name: 'PORT', value: String(port) }],
              envFrom: [
                { secretRef: { name: service.name, optional: true } },
                { configMapRef: { name: service.name, optional: true } },
              ],
              ...probes(),
              resources: {
                requests: { cpu: '100m', memory: '256Mi' },
                // No limit of processor time: a throttled event loop is late for everybody.
                limits: { memory: '512Mi' },
              },
              securityContext: HARDENED,
              volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
            },
          ],
          volumes: [{ name: 'tmp', emptyDir: {} }],
        },
      },
    },
  };
}

/**
 * `/startupz` holds the others back until the service has started; `/livez` asks for nothing beyond the process, so that no outage of a
 * dependency restarts it; `/readyz` takes it out of the Service while a dependency is away or it drains.
 */
function probes(): object {
  const ask = (path: string, periodSeconds: number, failureThreshold: number): object => ({
    httpGet: { path, port: 'http' },
    periodSeconds,
    timeoutSeconds: 3,
    failureThreshold,
  });
  return {
    startupProbe: ask('/startupz', 2, 60),
    livenessProbe: ask('/livez', 10, 3),
    readinessProbe: ask('/readyz', 5, 2),
  };
}

/** To the agent of its own node where there is one, else to the Collectors' address. */
function environment(monitoring: Monitoring, service: Service): readonly object[] {
  const { collector, addresses } = monitoring.targets;
  const port = portOf(addresses.collector);
  const endpoint =
    collector.mode === 'agent-and-gateway'
      ? `http://$(HOST_IP):${port}`
      : `http://${collector.mode === 'single' ? 'otel-collector' : 'otel-collector-gateway'}:${port}`;
  const values = serviceEnvironment(monitoring, service, endpoint, {
    'k8s.namespace.name': '$(POD_NAMESPACE)',
    'k8s.node.name': '$(NODE_NAME)',
    'k8s.pod.name': '$(POD_NAME)',
    'k8s.deployment.name': service.name,
  });
  return [
    // Before those that name them.
    fromPod('POD_NAME', 'metadata.name'),
    fromPod('POD_NAMESPACE', 'metadata.namespace'),
    fromPod('NODE_NAME', 'spec.nodeName'),
    fromPod('HOST_IP', 'status.hostIP'),
    ...Object.entries(values).map(([name, value]) => ({ name, value })),
  ];
}
