import type { Resource } from '@opentelemetry/resources';
import { notices as processNotices, type Notices } from '@fluxora/telemetry-core';
import type { Settings } from '../options/settings.ts';
import { sdk } from '../sdk/load-sdk.ts';
import { DISTRO_NAME, DISTRO_VERSION } from '../version.ts';
import { chooseDetectors } from './detectors.ts';
import { kubernetesAttributes } from './kubernetes-attributes.ts';
import { LateAttributes } from './late-attributes.ts';

export interface StartedResource {
  readonly resource: Resource;
  /** Resolves when detectors that take their time have answered or had their time; undefined when all is known. */
  readonly ready: Promise<void> | undefined;
  /** Waits only a moment longer for late attributes: something is to be sent now. */
  readonly hurry: () => void;
}

/**
 * Who sends: service, instance, host, os, process, container, Kubernetes, cloud. What the caller gave wins over everything
 * detected. Command line and arguments are never read: they hold secrets. Synchronous; late detectors are not awaited here.
 */
export function createResource(settings: Settings, notices: Notices = processNotices): Resource {
  return startResource(settings, notices).resource;
}

/** {@link createResource}, for who can wait for late attributes. */
export function startResource(settings: Settings, notices: Notices): StartedResource {
  const { defaultResource, detectResources, resourceFromAttributes } = sdk.resources();
  const late = new LateAttributes();
  const detectors = chooseDetectors(settings, notices).map((detector) => late.limit(detector));
  const resource = defaultResource()
    .merge(detectResources({ detectors }))
    .merge(
      resourceFromAttributes(
        withoutUndefined({
          ...kubernetesAttributes(),
          'telemetry.distro.name': DISTRO_NAME,
          'telemetry.distro.version': DISTRO_VERSION,
          // One per process and per worker thread: replicas that share it overwrite one another's series.
          'service.instance.id': process.getBuiltinModule('node:crypto').randomUUID(),
          ...settings.resourceAttributes,
          'service.name': settings.service.name,
          'service.version': settings.service.version,
          'service.namespace': settings.service.namespace,
          'deployment.environment.name': settings.service.environment,
        }),
      ),
    );
  return {
    resource,
    ready: resource.asyncAttributesPending ? resource.waitForAsyncAttributes?.() : undefined,
    hurry: late.hurry,
  };
}

function withoutUndefined<Value>(
  record: Readonly<Record<string, Value | undefined>>,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, Value] => entry[1] !== undefined),
  );
}
