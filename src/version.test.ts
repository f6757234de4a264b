import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DISTRO_NAME, DISTRO_VERSION } from './version.ts';

it('agrees with package.json', () => {
  const { name, version } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  ) as Record<string, string>;

  expect([DISTRO_NAME, DISTRO_VERSION]).toEqual([name, version]);
});
