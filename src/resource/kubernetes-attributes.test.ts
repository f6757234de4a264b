import { describe, expect, it } from 'vitest';
import { kubernetesAttributes } from './kubernetes-attributes.ts';

const CLUSTER = { KUBERNETES_SERVICE_HOST: '10.0.0.1' };

/** Every attribute with the variables it is read from, the strongest first. */
const TABLE: Readonly<Record<string, readonly string[]>> = {
  'k8s.cluster.name': ['K8S_CLUSTER_NAME', 'CLUSTER_NAME'],
  'k8s.namespace.name': [
    'K8S_NAMESPACE_NAME',
    'K8S_NAMESPACE',
    'POD_NAMESPACE',
    'KUBERNETES_NAMESPACE',
  ],
  'k8s.pod.name': ['K8S_POD_NAME', 'POD_NAME', 'KUBERNETES_POD_NAME', 'HOSTNAME'],
  'k8s.pod.uid': ['K8S_POD_UID', 'POD_UID', 'KUBERNETES_POD_UID'],
  'k8s.node.name': ['K8S_NODE_NAME', 'NODE_NAME', 'KUBERNETES_NODE_NAME'],
  'k8s.container.name': ['K8S_CONTAINER_NAME', 'CONTAINER_NAME'],
  'k8s.deployment.name': ['K8S_DEPLOYMENT_NAME', 'DEPLOYMENT_NAME'],
  'k8s.statefulset.name': ['K8S_STATEFULSET_NAME', 'STATEFULSET_NAME'],
  'k8s.daemonset.name': ['K8S_DAEMONSET_NAME', 'DAEMONSET_NAME'],
  'k8s.job.name': ['K8S_JOB_NAME'],
  'k8s.cronjob.name': ['K8S_CRONJOB_NAME'],
};

const ROWS = Object.entries(TABLE).flatMap(([attribute, names]) =>
  names.map((name, index) => ({ attribute, name, weaker: names.slice(index + 1) })),
);

describe('kubernetesAttributes', () => {
  it.each(ROWS)('reads $attribute from $name, over $weaker', ({ attribute, name, weaker }) => {
    const others = Object.fromEntries(weaker.map((each) => [each, 'of a weaker name']));

    expect(kubernetesAttributes({ ...CLUSTER, ...others, [name]: 'x' })).toEqual({
      [attribute]: 'x',
    });
  });

  it.each(ROWS)('outside a cluster believes $name only if it is a K8S_ name', (row) => {
    const expected = row.name.startsWith('K8S_') ? { [row.attribute]: 'x' } : {};

    expect(kubernetesAttributes({ [row.name]: 'x' })).toEqual(expected);
  });

  it('takes an empty variable for absent', () => {
    expect(kubernetesAttributes({ ...CLUSTER, K8S_POD_NAME: '', POD_NAME: 'api-1' })).toEqual({
      'k8s.pod.name': 'api-1',
    });
  });

  it('reads all of them together', () => {
    const env = Object.fromEntries(Object.values(TABLE).map(([name = '']) => [name, name]));

    expect(kubernetesAttributes(env)).toEqual(
      Object.fromEntries(Object.entries(TABLE).map(([attribute, [name]]) => [attribute, name])),
    );
  });
});
