import { expect, test } from 'vitest';
import { DropLedger } from './drop-ledger.ts';

test('counts by signal and cause', () => {
  const ledger = new DropLedger();
  ledger.record('logs', 'oversize');
  ledger.record('traces', 'queue_full', 3);
  ledger.record('logs', 'oversize', 2);
  expect(ledger.counts()).toEqual([
    { signal: 'traces', cause: 'queue_full', count: 3 },
    { signal: 'logs', cause: 'oversize', count: 3 },
  ]);
});

test('tells what was lost from what was merely trimmed', () => {
  const ledger = new DropLedger();
  ledger.record('metrics', 'nan', 2);
  ledger.record('metrics', 'unknown_attribute', 10);
  ledger.record('logs', 'shutdown', 5);
  expect([ledger.lost(), ledger.lost('metrics'), ledger.lost('traces')]).toEqual([7, 2, 0]);
});

test.each([0, -1, Number.NaN])('ignores a count of %d', (count) => {
  const ledger = new DropLedger();
  ledger.record('metrics', 'nan', count);
  expect(ledger.counts()).toEqual([]);
});
