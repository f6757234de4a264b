import type { CollectorReceiver } from '../../define/targets.ts';
import type { Monitoring } from '../../define/monitoring.ts';
import type { CollectorPart } from './collector-manifests.ts';
import { labelsOf, type Manifest } from './manifest.ts';

const READ = ['get', 'list', 'watch'];

/** What a receiver may ask the cluster for, and the parts that run it. */
const RIGHTS: Partial<
  Record<
    CollectorReceiver['kind'],
    { readonly parts: readonly string[]; readonly rules: readonly object[] }
  >
> = {
  kubelet: {
    parts: ['agent', 'collector'],
    rules: [{ apiGroups: [''], resources: ['nodes/stats', 'nodes/proxy'], verbs: ['get'] }],
  },
  'kubernetes-cluster': {
    parts: ['servers', 'collector'],
    rules: [
      {
        apiGroups: [''],
        resources: [
          'events',
          'namespaces',
          'namespaces/status',
          'nodes',
          'nodes/spec',
          'persistentvolumeclaims',
          'persistentvolumes',
          'pods',
          'pods/status',
          'replicationcontrollers',
          'replicationcontrollers/status',
          'resourcequotas',
          'services',
        ],
        verbs: READ,
      },
      {
        apiGroups: ['apps'],
        resources: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'],
        verbs: READ,
      },
      { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: READ },
      { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: READ },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: READ },
    ],
  },
};

/** Rights of a Collector in the cluster; none where its receivers ask for nothing. */
export function collectorRoles(
  { name: platform, targets }: Monitoring,
  { name, part }: CollectorPart,
): readonly Manifest[] {
  const rules = targets.collector.receivers.flatMap(({ kind }) => {
    const right = RIGHTS[kind];
    return right?.parts.includes(part) === true ? right.rules : [];
  });
  if (rules.length === 0) return [];
  const metadata = { name: `${platform}-${name}`, labels: labelsOf(name, platform) };
  const group = 'rbac.authorization.k8s.io';
  return [
    { apiVersion: `${group}/v1`, kind: 'ClusterRole', metadata, rules },
    {
      apiVersion: `${group}/v1`,
      kind: 'ClusterRoleBinding',
      metadata,
      roleRef: { apiGroup: group, kind: 'ClusterRole', name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: platform }],
    },
  ];
}
