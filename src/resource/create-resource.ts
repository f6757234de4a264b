import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { Resource, ResourceDetector } from '@opentelemetry/resources';
import type { Settings } from '../options/settings.ts';
import { sdk } from '../sdk/load-sdk.ts';
import { DISTRO_NAME, DISTRO_VERSION } from '../version.ts';
import { kubernetesAttributes } from './kubernetes-attributes.ts';

/**
 * Who sends: service, instance, host, os, process, container, Kubernetes. Later entries win over earlier ones; what the
 * caller gave wins over everything detected. Command line and arguments are never read: they hold secrets.
 */
export function createResource(settings: Settings): Resource {
  const { defaultResource, detectResources, resourceFromAttributes } = sdk.resources();
  return defaultResource()
    .merge(detectResources({ detectors: chooseDetectors(settings.detectors) }))
    .merge(
      resourceFromAttributes(
        withoutUndefined({
          ...kubernetesAttributes(),
          'telemetry.distro.name': DISTRO_NAME,
          'telemetry.distro.version': DISTRO_VERSION,
          // One per process and per worker thread: replicas that share it overwrite one another's series.
          'service.instance.id': randomUUID(),
          ...settings.resourceAttributes,
          'service.name': settings.service.name,
          'service.version': settings.service.version,
          'service.namespace': settings.service.namespace,
          'deployment.environment.name': settings.service.environment,
        }),
      ),
    );
}

/** `OTEL_NODE_RESOURCE_DETECTORS`. Service, environment and instance are always there and are not detectors here. */
function chooseDetectors(names: readonly string[]): ResourceDetector[] {
  const detectors: Record<string, () => ResourceDetector> = {
    host: () => sdk.resources().hostDetector,
    os: () => sdk.resources().osDetector,
    process: () => safeProcessDetector,
    container: () => sdk.container().containerDetector,
  };
  if (names.includes('none')) return [];
  const chosen = names.includes('all') ? Object.keys(detectors) : names;
  return chosen.flatMap((name) => detectors[name]?.() ?? []);
}

const safeProcessDetector: ResourceDetector = {
  detect: () => ({
    attributes: {
      'process.pid': process.pid,
      'process.executable.name': basename(process.execPath),
      'process.runtime.name': 'nodejs',
      'process.runtime.version': process.versions.node,
    },
  }),
};

function withoutUndefined<Value>(
  record: Readonly<Record<string, Value | undefined>>,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, Value] => entry[1] !== undefined),
  );
}
