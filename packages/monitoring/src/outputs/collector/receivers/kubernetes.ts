import type { Source } from '../collector-parts.ts';
import { env } from '../environment.ts';
import { serverIdentity } from '../processors/server-identity.ts';

const POD = ['k8s.namespace.name', 'k8s.node.name', 'k8s.pod.name', 'k8s.container.name'];

/** What runs on this node, by the kubelet's statistics: nodes, pods, containers, volumes. */
export function kubeletSource(environment: string): Source {
  return {
    name: 'kubelet',
    signal: 'metrics',
    place: 'host',
    receiver: {
      'kubelet_stats/kubelet': {
        auth_type: env('KUBELET_AUTH_TYPE', 'serviceAccount'),
        endpoint: `https://${env('HOST_NAME', env('HOSTNAME', 'localhost'))}:10250`,
        // The kubelet's certificate is signed by itself in most clusters.
        insecure_skip_verify: env('KUBELET_INSECURE_SKIP_VERIFY', 'true'),
        collection_interval: env('COLLECTOR_SERVERS_INTERVAL', '30s'),
        metric_groups: ['node', 'pod', 'container', 'volume'],
        metrics: {
          'k8s.pod.cpu_limit_utilization': { enabled: true },
          'k8s.pod.memory_limit_utilization': { enabled: true },
        },
      },
    },
    processors: serverIdentity({
      name: 'kubelet',
      service: 'kubelet',
      instance: env('HOST_NAME', env('HOSTNAME', 'localhost')),
      environment,
      kept: [...POD, 'k8s.volume.name', 'k8s.persistentvolumeclaim.name'],
    }),
  };
}

/** What the cluster wants and has, by its API: one reader for the whole cluster. */
export function kubernetesClusterSource(environment: string): Source {
  return {
    name: 'kubernetes-cluster',
    signal: 'metrics',
    place: 'shared',
    receiver: {
      'k8s_cluster/kubernetes-cluster': {
        auth_type: 'serviceAccount',
        collection_interval: env('COLLECTOR_SERVERS_INTERVAL', '30s'),
        node_conditions_to_report: ['Ready', 'MemoryPressure', 'DiskPressure'],
        allocatable_types_to_report: ['cpu', 'memory'],
      },
    },
    processors: serverIdentity({
      name: 'kubernetes-cluster',
      service: 'kubernetes',
      instance: env('KUBERNETES_CLUSTER', 'kubernetes'),
      environment,
      kept: [
        ...POD,
        'k8s.deployment.name',
        'k8s.statefulset.name',
        'k8s.daemonset.name',
        'k8s.job.name',
        'k8s.cronjob.name',
        'k8s.hpa.name',
      ],
    }),
  };
}
