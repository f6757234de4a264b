/**
 * Resource attributes and the environment variables they are read from, first match wins. Kubernetes tells a pod about itself
 * only through the downward API, under names that the manifest's author chooses; these are the customary ones.
 */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  'k8s.cluster.name': ['K8S_CLUSTER_NAME', 'CLUSTER_NAME'],
  'k8s.namespace.name': [
    'K8S_NAMESPACE_NAME',
    'K8S_NAMESPACE',
    'POD_NAMESPACE',
    'KUBERNETES_NAMESPACE',
  ],
  'k8s.pod.name': ['K8S_POD_NAME', 'POD_NAME', 'KUBERNETES_POD_NAME'],
  'k8s.pod.uid': ['K8S_POD_UID', 'POD_UID', 'KUBERNETES_POD_UID'],
  'k8s.node.name': ['K8S_NODE_NAME', 'NODE_NAME', 'KUBERNETES_NODE_NAME'],
  'k8s.container.name': ['K8S_CONTAINER_NAME', 'CONTAINER_NAME'],
  'k8s.deployment.name': ['K8S_DEPLOYMENT_NAME', 'DEPLOYMENT_NAME'],
  'k8s.statefulset.name': ['K8S_STATEFULSET_NAME', 'STATEFULSET_NAME'],
  'k8s.daemonset.name': ['K8S_DAEMONSET_NAME', 'DAEMONSET_NAME'],
  'k8s.job.name': ['K8S_JOB_NAME'],
  'k8s.cronjob.name': ['K8S_CRONJOB_NAME'],
};

/**
 * What the downward API tells about this pod. The short names (`POD_NAME`, `NODE_NAME`…) count only inside Kubernetes, where
 * `KUBERNETES_SERVICE_HOST` is set: elsewhere they may mean anything. `HOSTNAME` is the pod's name there unless it is said.
 */
export function kubernetesAttributes(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string> {
  const isInKubernetes = Boolean(env['KUBERNETES_SERVICE_HOST']);
  const attributes: Record<string, string> = {};
  for (const [attribute, names] of Object.entries(VARIABLES)) {
    const name = names.find(
      (candidate) => env[candidate] && (isInKubernetes || candidate.startsWith('K8S_')),
    );
    const value = name === undefined ? undefined : env[name];
    if (value) attributes[attribute] = value;
  }
  if (isInKubernetes && !attributes['k8s.pod.name'] && env['HOSTNAME']) {
    attributes['k8s.pod.name'] = env['HOSTNAME'];
  }
  return attributes;
}
