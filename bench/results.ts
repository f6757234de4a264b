import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Cores } from './cores.ts';

const PACKAGES = [
  'express',
  '@opentelemetry/api',
  '@opentelemetry/sdk-node',
  '@opentelemetry/instrumentation-http',
  '@opentelemetry/instrumentation-express',
  '@opentelemetry/auto-instrumentations-node',
];

/** Where and with what a run was made: figures of different places must not be compared. */
export function describeEnvironment(cores: Cores) {
  return {
    at: new Date().toISOString(),
    node: process.version,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model ?? 'unknown',
    processors: cpus().length,
    pinnedTo: cores,
    loadAverage: loadavg(),
    packages: Object.fromEntries(PACKAGES.map((name) => [name, installedVersion(name)])),
  };
}

/** Writes a run under bench/results/ (git-ignored) and returns the file's path. */
export function writeResult(kind: string, result: object): string {
  const directory = fileURLToPath(new URL('./results/', import.meta.url));
  mkdirSync(directory, { recursive: true });
  const stamp = new Date().toISOString().replaceAll(':', '-').slice(0, 19);
  const path = `${directory}${kind}-${stamp}.json`;
  writeFileSync(path, `${JSON.stringify(result, null, 1)}\n`);
  return path;
}

function installedVersion(name: string): string {
  // Not through import: most packages do not export their package.json.
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
