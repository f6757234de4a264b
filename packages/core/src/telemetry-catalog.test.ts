import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { telemetryCatalog } from './telemetry-catalog.ts';

test('carries the name and version of the package', () => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { name, version } = JSON.parse(text) as { name: string; version: string };
  expect([telemetryCatalog.name, telemetryCatalog.version]).toEqual([name, version]);
});
