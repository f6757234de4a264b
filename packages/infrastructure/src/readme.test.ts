import { readFileSync } from 'node:fs';
import { catalogSignals } from '@fluxora/telemetry-core';
import { expect, it } from 'vitest';
import { infrastructureCatalog } from './catalog.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it('names every metric in the README', () => {
  const names = catalogSignals(infrastructureCatalog).map(({ name }) => name);
  const isNamed = (name: string): boolean => {
    const [parent, last] = [
      name.slice(0, name.lastIndexOf('.')),
      name.slice(name.lastIndexOf('.')),
    ];
    // The statistics of the delay are listed by their ends.
    return (
      readme.includes(`\`${name}\``) ||
      (parent === 'nodejs.eventloop.delay' && readme.includes(`\`${last}\``))
    );
  };
  expect(names.filter((name) => !isNamed(name))).toEqual([]);
});

it('names no metric in the README that does not exist', () => {
  const known = new Set(catalogSignals(infrastructureCatalog).map(({ name }) => name));
  const cells = [...readme.matchAll(/^\| `.*? \|/gm)].join('\n');
  const named = [...cells.matchAll(/`([a-z0-9_]+(?:\.[a-z0-9_]+)+)`/g)];
  expect(named.length).toBeGreaterThan(50);
  expect(named.map(([, name]) => name).filter((name) => !known.has(name ?? ''))).toEqual([]);
});
