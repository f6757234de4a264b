import { AUTO_INSTRUMENTATIONS_PACKAGE } from '../auto-instrumentations/auto-instrumentations-package.ts';
import type { DuplicateCopies } from '../duplicates/index.ts';
import { WATCHED_PACKAGES } from '../duplicates/watched-packages.ts';
import type { Check } from './doctor-report.ts';
import { findInstalledCopies } from './installed-copies.ts';
import { readInstalledPackage, type PackageManifest } from './own-package.ts';
import { isInRange } from './version-range.ts';

const API = '@opentelemetry/api';
/** Two versions of these lose signals; of the others they only may. */
const VITAL = new Set([API, '@fluxora/telemetry', '@fluxora/telemetry-core']);

/** Whether the OpenTelemetry packages are the exact set that fits, and each of them there once. */
export function checkPackages(own: PackageManifest | undefined, directory: string): Check[] {
  return [
    ...(own ? [checkApi(own), checkSet(own), checkAutoInstrumentations(own)] : []),
    checkDuplicates(directory),
  ];
}

function checkApi(own: PackageManifest): Check {
  const needed = own.peerDependencies?.[API] ?? '*';
  const version = readInstalledPackage(API)?.manifest.version;
  const isFit = version !== undefined && isInRange(version, needed);
  return {
    id: 'packages.api',
    label: 'API',
    status: isFit ? 'ok' : 'problem',
    message: `${API} ${version ?? 'is not installed'} (needed: ${needed})`,
    ...(!isFit && { mend: `Run: npm install --save-exact ${API}@1.10.0` }),
    data: { version, needed },
  };
}

function checkSet(own: PackageManifest): Check {
  const expected = Object.entries(own.dependencies ?? {}).filter(([name]) =>
    name.startsWith('@opentelemetry/'),
  );
  const wrong = expected
    .map(([name, needed]) => ({
      name,
      needed,
      version: readInstalledPackage(name)?.manifest.version,
    }))
    .filter(({ needed, version }) => version !== needed);
  return {
    id: 'packages.sdk',
    label: 'SDK set',
    status: wrong.length === 0 ? 'ok' : 'problem',
    message:
      wrong.length === 0
        ? `all ${expected.length} OpenTelemetry packages in the expected versions`
        : wrong
            .map(({ name, needed, version }) => `${name} is ${version ?? 'missing'}, not ${needed}`)
            .join('; '),
    ...(wrong.length > 0 && {
      mend: `Remove "overrides" for these packages, then run: npm install @fluxora/telemetry@${own.version}`,
    }),
    data: { expected: Object.fromEntries(expected), wrong },
  };
}

function checkAutoInstrumentations(own: PackageManifest): Check {
  const needed = own.peerDependencies?.[AUTO_INSTRUMENTATIONS_PACKAGE] ?? '*';
  const version = readInstalledPackage(AUTO_INSTRUMENTATIONS_PACKAGE)?.manifest.version;
  const install = `npm install --save-exact ${AUTO_INSTRUMENTATIONS_PACKAGE}@${needed}`;
  const common = { id: 'packages.auto-instrumentations', label: 'auto-instr.' } as const;
  const data = { version, needed };
  if (version === undefined) {
    const message = `not installed (optional). For autoInstrumentations, run: ${install}`;
    return { ...common, status: 'info', message, data };
  }
  const message = `${AUTO_INSTRUMENTATIONS_PACKAGE} ${version} (needed: ${needed})`;
  if (version === needed) return { ...common, status: 'ok', message, data };
  return { ...common, status: 'warning', message, mend: `Run: ${install}`, data };
}

function checkDuplicates(directory: string): Check {
  const duplicates = findInstalledCopies(directory, (name) => name in WATCHED_PACKAGES).filter(
    ({ copies }) => copies.length > 1,
  );
  const common = { id: 'packages.duplicates', label: 'copies' } as const;
  const data = { duplicates };
  if (duplicates.length === 0) {
    return { ...common, status: 'ok', message: 'one copy of each telemetry package', data };
  }
  const isHarmful = duplicates.some(
    ({ name, copies }) => VITAL.has(name) && countVersions(copies) > 1,
  );
  const names = duplicates.map(({ name }) => name);
  return {
    ...common,
    status: isHarmful ? 'problem' : 'warning',
    message: duplicates.map(describe).join('\n'),
    mend:
      `Run "npm ls ${names.join(' ')}" to see who brings them, then "npm dedupe", or set one version under "overrides" ` +
      'in package.json.',
    data,
  };
}

function describe({ name, copies }: DuplicateCopies): string {
  const places = copies.map(({ version, path }) => `${version} at ${path}`).join(', ');
  return `${name} ${copies.length} times: ${places}. ${WATCHED_PACKAGES[name] ?? ''}`;
}

function countVersions(copies: DuplicateCopies['copies']): number {
  return new Set(copies.map((copy) => copy.version)).size;
}
