import { readFileSync } from 'node:fs';

export interface PublishedPackage {
  readonly folder: string;
  readonly name: string;
  readonly exports: Readonly<
    Record<string, { readonly types?: string; readonly default?: string } | string>
  >;
}

/** Everything that is published, in the order in which it is built. */
export const PUBLISHED: readonly PublishedPackage[] = [
  'packages/core',
  'packages/testing',
  'packages/express',
  'packages/infrastructure',
  'packages/job-runner',
  'packages/model',
  '.',
  // After the front door, whose catalogs it reads.
  'packages/monitoring',
].map((folder) => ({ folder, ...JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) }));
