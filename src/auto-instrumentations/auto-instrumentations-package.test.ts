import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  AUTO_INSTRUMENTATIONS_PACKAGE,
  AUTO_INSTRUMENTATIONS_VERSION,
  findAutoInstrumentations,
} from './auto-instrumentations-package.ts';

test('asks for the version that package.json declares as the optional peer', () => {
  const manifest = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  ) as { peerDependencies: Record<string, string> };

  expect(manifest.peerDependencies[AUTO_INSTRUMENTATIONS_PACKAGE]).toBe(
    AUTO_INSTRUMENTATIONS_VERSION,
  );
});

test('finds the installed package and what it brings', () => {
  const found = findAutoInstrumentations();

  expect(found.version).toBe(AUTO_INSTRUMENTATIONS_VERSION);
  expect(found.available).toContain('@opentelemetry/instrumentation-pg');
  expect(found.available).not.toContain('@opentelemetry/instrumentation');
});
