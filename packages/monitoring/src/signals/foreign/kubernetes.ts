import { foreignMetrics } from './foreign-metrics.ts';

const POD = ['k8s.namespace.name', 'k8s.node.name', 'k8s.pod.name'];

/** The `kubeletstats` receiver 0.161. */
export const kubeletMetrics = [
  ...foreignMetrics(
    'kubeletstats receiver',
    [
      ['k8s.node.cpu.usage', 'gauge', '{cpu}'],
      ['k8s.node.filesystem.available', 'gauge', 'By'],
      ['k8s.node.filesystem.capacity', 'gauge', 'By'],
      ['k8s.node.memory.available', 'gauge', 'By'],
      ['k8s.node.memory.working_set', 'gauge', 'By'],
      ['k8s.node.network.errors', 'counter', '1', 'interface direction'],
      ['k8s.node.network.io', 'counter', 'By', 'interface direction'],
    ],
    ['k8s.node.name'],
  ),
  ...foreignMetrics(
    'kubeletstats receiver',
    [
      ['k8s.pod.cpu.usage', 'gauge', '{cpu}'],
      ['k8s.pod.cpu_limit_utilization', 'gauge', '1'],
      ['k8s.pod.memory.working_set', 'gauge', 'By'],
      ['k8s.pod.memory_limit_utilization', 'gauge', '1'],
      ['k8s.pod.network.io', 'counter', 'By', 'interface direction'],
      ['k8s.volume.available', 'gauge', 'By', 'k8s.volume.name k8s.persistentvolumeclaim.name'],
      ['k8s.volume.capacity', 'gauge', 'By', 'k8s.volume.name k8s.persistentvolumeclaim.name'],
    ],
    POD,
  ),
];

const IN_NAMESPACE = ['k8s.namespace.name'];

/** The `k8s_cluster` receiver 0.161. */
export const kubernetesClusterMetrics = [
  ...foreignMetrics(
    'k8s_cluster receiver',
    [
      ['k8s.container.ready', 'gauge', '', 'k8s.container.name'],
      ['k8s.container.restarts', 'gauge', '{restart}', 'k8s.container.name'],
      ['k8s.pod.phase', 'gauge', ''],
    ],
    POD,
  ),
  ...foreignMetrics(
    'k8s_cluster receiver',
    [
      ['k8s.deployment.available', 'gauge', '{pod}', 'k8s.deployment.name'],
      ['k8s.deployment.desired', 'gauge', '{pod}', 'k8s.deployment.name'],
      ['k8s.statefulset.desired_pods', 'gauge', '{pod}', 'k8s.statefulset.name'],
      ['k8s.statefulset.ready_pods', 'gauge', '{pod}', 'k8s.statefulset.name'],
      ['k8s.daemonset.desired_scheduled_nodes', 'gauge', '{node}', 'k8s.daemonset.name'],
      ['k8s.daemonset.ready_nodes', 'gauge', '{node}', 'k8s.daemonset.name'],
      ['k8s.job.failed_pods', 'gauge', '{pod}', 'k8s.job.name'],
      ['k8s.hpa.current_replicas', 'gauge', '{pod}', 'k8s.hpa.name'],
      ['k8s.hpa.max_replicas', 'gauge', '{pod}', 'k8s.hpa.name'],
    ],
    IN_NAMESPACE,
  ),
  // By the receiver's option node_conditions_to_report.
  ...foreignMetrics(
    'k8s_cluster receiver',
    [
      ['k8s.node.condition_ready', 'gauge', ''],
      ['k8s.node.condition_memory_pressure', 'gauge', ''],
      ['k8s.node.condition_disk_pressure', 'gauge', ''],
    ],
    ['k8s.node.name'],
  ),
];
