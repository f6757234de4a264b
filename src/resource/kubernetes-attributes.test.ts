import { describe, expect, it } from 'vitest';
import { kubernetesAttributes } from './kubernetes-attributes.ts';

const CLUSTER = { KUBERNETES_SERVICE_HOST: '10.0.0.1' };

describe('kubernetesAttributes', () => {
  it('reads the customary names inside a cluster', () => {
    expect(
      kubernetesAttributes({
        ...CLUSTER,
        POD_NAME: 'api-1',
        POD_NAMESPACE: 'energy',
        POD_UID: '17',
        NODE_NAME: 'node-3',
        DEPLOYMENT_NAME: 'api',
        CONTAINER_NAME: 'main',
      }),
    ).toEqual({
      'k8s.pod.name': 'api-1',
      'k8s.namespace.name': 'energy',
      'k8s.pod.uid': '17',
      'k8s.node.name': 'node-3',
      'k8s.deployment.name': 'api',
      'k8s.container.name': 'main',
    });
  });

  it('believes short names only inside a cluster, and K8S_ names everywhere', () => {
    const env = { POD_NAME: 'something else', NODE_NAME: 'mine', K8S_NAMESPACE: 'energy' };

    expect(kubernetesAttributes(env)).toEqual({ 'k8s.namespace.name': 'energy' });
  });

  it('takes the host name for the pod name, which it is by default', () => {
    expect(kubernetesAttributes({ ...CLUSTER, HOSTNAME: 'api-1' })).toEqual({
      'k8s.pod.name': 'api-1',
    });
    expect(kubernetesAttributes({ HOSTNAME: 'laptop' })).toEqual({});
  });
});
