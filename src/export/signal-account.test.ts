import { DropLedger } from '@fluxora/telemetry-core';
import { describe, expect, it } from 'vitest';
import { SignalAccount } from './signal-account.ts';

describe('SignalAccount', () => {
  it('balances: created is exported plus dropped plus pending', () => {
    const account = new SignalAccount('traces', new DropLedger());

    account.create(10);
    account.export(4);
    account.drop('queue_full', 1);
    account.drop('export_failed', 2);
    account.drop('export_failed', 0);

    expect(account.report()).toEqual({
      exported: 4,
      dropped: { queue_full: 1, export_failed: 2 },
      pending: 3,
    });
    expect(account.lost).toBe(3);
  });

  it('loses what is pending to shutdown when it is closed, and everything created later', () => {
    const ledger = new DropLedger();
    const account = new SignalAccount('traces', ledger);

    account.create(3);
    account.close();
    account.create(1);
    account.export(3);
    account.drop('queue_full', 1);
    account.close();

    expect(account.report()).toEqual({ exported: 0, dropped: { shutdown: 4 }, pending: 0 });
    expect(ledger.lost('traces')).toBe(4);
  });
});
