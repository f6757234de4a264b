import type { Plan } from '../../plan.ts';
import { collectorConfigs, collectorFile } from '../collector/collector-output.ts';
import type { Output, OutputFile } from '../output.ts';
import { yamlFile } from '../yaml-file.ts';
import { collectorManifests, collectorParts } from './collector-manifests.ts';
import { labelsOf, type Manifest } from './manifest.ts';
import { operatorManifests } from './operator-manifests.ts';
import { serviceManifests } from './service-manifests.ts';

/**
 * The services with an image, and the Collectors before the stores. The stores themselves are not here: clusters have them already, or
 * take the charts of those who make them.
 */
export const kubernetesOutput: Output = { name: 'kubernetes', files };

function files(plan: Plan): OutputFile[] {
  const { monitoring } = plan;
  const configs = Object.entries(collectorConfigs(monitoring.targets)).flatMap(([part, config]) =>
    config === undefined ? [] : [{ part, config }],
  );
  const collectors = collectorParts(
    monitoring,
    configs.map(({ part }) => part),
  );
  const namespace: Manifest = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: monitoring.name, labels: labelsOf(monitoring.name, monitoring.name) },
  };
  const services = monitoring.services.flatMap((service) => {
    const manifests = serviceManifests(monitoring, service);
    return manifests === undefined ? [] : [[`services/${service.name}.yaml`, manifests] as const];
  });
  const resources: (readonly [path: string, manifests: readonly Manifest[]])[] = [
    ['namespace.yaml', [namespace]],
    ...collectors.map(
      (collector) =>
        [`collectors/${collector.name}.yaml`, collectorManifests(monitoring, collector)] as const,
    ),
    ...services,
  ];
  const operator = 'prometheus-operator';
  return [
    yamlFile(
      'kubernetes/kustomization.yaml',
      {
        apiVersion: 'kustomize.config.k8s.io/v1beta1',
        kind: 'Kustomization',
        namespace: monitoring.name,
        resources: resources.map(([path]) => path),
        // Named after their content: a change restarts who reads them.
        configMapGenerator: collectors.map(({ name, part }) => ({
          name: `${name}-config`,
          files: [`config/${part}.yaml`],
        })),
      },
      {
        comment: `kubectl apply -k kubernetes\nWith the Prometheus Operator, add "components: [${operator}]".`,
      },
    ),
    ...resources.map(([path, manifests]) => manifestFile(`kubernetes/${path}`, manifests)),
    ...configs.map(({ part, config }) => collectorFile(`kubernetes/config/${part}.yaml`, config)),
    yamlFile(`kubernetes/${operator}/kustomization.yaml`, {
      apiVersion: 'kustomize.config.k8s.io/v1alpha1',
      kind: 'Component',
      resources: ['monitors-and-rules.yaml'],
    }),
    manifestFile(
      `kubernetes/${operator}/monitors-and-rules.yaml`,
      operatorManifests(plan, collectors),
    ),
  ];
}

/** Several objects, one after the other, in one file. */
function manifestFile(path: string, manifests: readonly Manifest[]): OutputFile {
  const [first, ...others] = manifests.map((manifest) => yamlFile(path, manifest).content);
  const body = (content: string): string => content.replace(/^(?:#.*\n)+/, '');
  return { path, content: [first ?? '', ...others.map(body)].join('---\n') };
}
