import { join } from 'node:path';
import { findEsmHookSupport } from './esm-hook-support.ts';
import type { Check } from './doctor-report.ts';
import { readManifest, type PackageManifest } from './own-package.ts';
import { isLoopback } from './explain-probe.ts';
import { SIGNALS, type Settings } from '../options/settings.ts';
import { isInRange } from './version-range.ts';

const BUNDLERS = [
  'esbuild',
  'webpack',
  'rollup',
  'rolldown',
  'tsup',
  'tsdown',
  'vite',
  '@vercel/ncc',
  'parcel',
];
/** A clock before this was never set. */
const EARLIEST_SANE_TIME = Date.UTC(2025, 0, 1);

/** Node's version, ES module hooks, the clock, proxies, bundlers: what telemetry stands on. */
export function checkRuntime(
  own: PackageManifest | undefined,
  directory: string,
  settings: Settings,
  env: NodeJS.ProcessEnv = process.env,
): Check[] {
  return [
    checkNode(own?.engines?.['node'] ?? '>=22.15.0'),
    checkEsmHooks(),
    checkClock(),
    ...checkProxies(settings, env),
    ...checkBundlers(own, directory),
  ];
}

function checkNode(needed: string): Check {
  const isFit = isInRange(process.version, needed);
  return {
    id: 'runtime.node',
    label: 'Node.js',
    status: isFit ? 'ok' : 'problem',
    message: `${process.version} (needed: ${needed})`,
    ...(!isFit && { mend: `Run the service on Node ${needed}.` }),
    data: { version: process.version, needed },
  };
}

function checkEsmHooks(): Check {
  const support = findEsmHookSupport();
  const data = { ...support };
  if (!support.version) {
    return {
      id: 'runtime.esm-hooks',
      label: 'ES module hooks',
      status: 'info',
      message: 'not needed: no auto-instrumentations are installed',
      data,
    };
  }
  const name = `import-in-the-middle ${support.version}`;
  return {
    id: 'runtime.esm-hooks',
    label: 'ES module hooks',
    status: 'ok',
    message: support.synchronous
      ? `${name}, synchronous (module.registerHooks)`
      : `${name}, in the loader thread (module.register); Node 22.22.3, 24.11.1, 25.1 and later have the synchronous ones`,
    data,
  };
}

function checkClock(): Check {
  const now = new Date();
  const isSane = now.getTime() >= EARLIEST_SANE_TIME;
  return {
    id: 'runtime.clock',
    label: 'clock',
    status: isSane ? 'ok' : 'problem',
    message: `${now.toISOString()} on this machine`,
    ...(!isSane && { mend: 'Set the clock (NTP): backends drop data that is years old.' }),
    data: { now: now.toISOString() },
  };
}

function checkProxies(settings: Settings, env: NodeJS.ProcessEnv): Check[] {
  const isRemote = SIGNALS.some(
    (signal) =>
      settings[signal].exporters.includes('otlp') &&
      !isLoopback(new URL(settings[signal].otlp.url).hostname),
  );
  if (!isRemote) return [];
  const set = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']
    .flatMap((name) => [name, name.toLowerCase()])
    .filter((name) => env[name]);
  if (set.length === 0) return [];
  return [
    {
      id: 'runtime.proxy',
      label: 'proxy',
      status: 'warning',
      message: `${set.join(', ')} is set, but exporters connect directly and do not use it`,
      mend: 'If the collector is only reachable through the proxy, run a collector inside the network and let that one forward.',
      data: { variables: set },
    },
  ];
}

/** Bundled libraries cannot be patched, and a bundled copy of the API is a second copy. */
function checkBundlers(own: PackageManifest | undefined, directory: string): Check[] {
  if (own === undefined) {
    return [
      {
        id: 'runtime.bundle',
        label: 'bundle',
        status: 'warning',
        message:
          'this command was bundled: its package.json cannot be found, so versions are not checked',
        mend: 'Keep @fluxora/* and @opentelemetry/* external in the bundler.',
      },
    ];
  }
  const application = readManifest(join(directory, 'package.json'));
  const used = BUNDLERS.filter(
    (name) => application?.dependencies?.[name] ?? application?.devDependencies?.[name],
  );
  if (used.length === 0 || application?.name === own.name) return [];
  return [
    {
      id: 'runtime.bundle',
      label: 'bundle',
      status: 'info',
      message:
        `${used.join(', ')} in package.json: if it bundles the service, keep @fluxora/*, @opentelemetry/* and every ` +
        'auto-instrumented library external (our own Express, job and model telemetry works bundled)',
      data: { bundlers: used },
    },
  ];
}
