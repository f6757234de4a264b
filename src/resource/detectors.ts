import { basename } from 'node:path';
import { context } from '@opentelemetry/api';
import type { ResourceDetector } from '@opentelemetry/resources';
import type { Notices } from '@fluxora/telemetry-core';
import type { Settings } from '../options/settings.ts';
import { sdk } from '../sdk/load-sdk.ts';

/** Process attributes without the command line, which holds secrets, and without the user's name. */
const processDetector: ResourceDetector = {
  detect: () => ({
    attributes: {
      'process.pid': process.pid,
      'process.executable.name': basename(process.execPath),
      'process.runtime.name': 'nodejs',
      'process.runtime.version': process.versions.node,
      'process.runtime.description': 'Node.js',
    },
  }),
};

const LOCAL: Readonly<Record<string, () => ResourceDetector>> = {
  host: () => sdk.resources().hostDetector,
  os: () => sdk.resources().osDetector,
  process: () => processDetector,
  container: () => sdk.container().containerDetector,
};

/** Read from the environment by us, always. Accepted in `OTEL_NODE_RESOURCE_DETECTORS` because others know them as detectors. */
const ALWAYS_ON = new Set(['env', 'serviceinstance', 'service']);

const CLOUDS = ['aws', 'gcp', 'azure'] as const;

/** Local detectors as `OTEL_NODE_RESOURCE_DETECTORS` says (default all), clouds only by name. */
export function chooseDetectors(
  { detectors: names, cloud }: Pick<Settings, 'detectors' | 'cloud'>,
  notices: Notices,
): ResourceDetector[] {
  if (names.includes('none')) return cloud.flatMap((name) => loadCloudDetectors(name, notices));
  const chosen = new Set(names.includes('all') ? [...Object.keys(LOCAL), ...names] : names);
  chosen.delete('all');
  for (const name of cloud) chosen.add(name);
  return [...chosen].flatMap((name) => {
    const local = LOCAL[name];
    if (local) return local();
    const isCloud = CLOUDS.find((candidate) => candidate === name);
    if (isCloud) return loadCloudDetectors(isCloud, notices);
    if (!ALWAYS_ON.has(name)) {
      notices.once(
        `resource.detector.${name}`,
        `telemetry/environment: OTEL_NODE_RESOURCE_DETECTORS names "${name}", which is not known. ` +
          `Use ${[...Object.keys(LOCAL), ...CLOUDS].join(', ')}, all or none.`,
      );
    }
    return [];
  });
}

function loadCloudDetectors(name: (typeof CLOUDS)[number], notices: Notices): ResourceDetector[] {
  const packageName = `@opentelemetry/resource-detector-${name}`;
  try {
    const exported = Object.entries(sdk.optional(packageName));
    return exported
      .filter(([key, value]) => key.endsWith('Detector') && typeof value === 'object')
      .map(([, detector]) => withoutTracing(detector as ResourceDetector));
  } catch {
    notices.once(
      `resource.detector.${name}`,
      `telemetry/resource: ${packageName} is not installed, so attributes of ${name} are missing. ` +
        `Run: npm install ${packageName} (it also comes with @opentelemetry/auto-instrumentations-node).`,
    );
    return [];
  }
}

/** Its requests to the metadata service are ours, not the application's. */
function withoutTracing(detector: ResourceDetector): ResourceDetector {
  return {
    detect: (config) =>
      context.with(sdk.core().suppressTracing(context.active()), () => detector.detect(config)),
  };
}
