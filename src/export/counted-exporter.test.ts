import { DropLedger } from '@fluxora/telemetry-core';
import type { ExportResult } from '@opentelemetry/core';
import { describe, expect, it } from 'vitest';
import { CountedExporter } from './counted-exporter.ts';
import { delivered, failedWith } from './export-result.ts';
import { SignalAccount } from './signal-account.ts';

function setUp(
  answer: (done: (result: ExportResult) => void, note: (rejected: number) => void) => void,
) {
  const ledger = new DropLedger();
  const account = new SignalAccount('logs', ledger);
  const events: string[] = [];
  const exporter: CountedExporter<string[]> = new CountedExporter<string[]>(
    () => ({
      export: (_batch, done) =>
        answer(done, (rejected) => exporter.notePartialSuccess({ rejected, message: 'why' })),
      shutdown: async () => undefined,
    }),
    account,
    (batch) => batch.length,
    {
      onDelivered: () => events.push('delivered'),
      onLost: (items, error) => events.push(`lost ${items}: ${error.message}`),
      onRejected: ({ rejected }) => events.push(`rejected ${rejected}`),
    },
  );
  account.create(3);
  const results: ExportResult[] = [];
  const send = () => exporter.export(['a', 'b', 'c'], (result) => results.push(result));
  return { account, ledger, events, results, send };
}

describe('CountedExporter', () => {
  it('counts a delivered batch as exported', () => {
    const { account, events, send } = setUp((done) => done(delivered()));

    send();

    expect(account.report()).toEqual({ exported: 3, dropped: {}, pending: 0 });
    expect(events).toEqual(['delivered']);
  });

  it('counts a failed batch as lost, in the ledger too', () => {
    const { account, ledger, events, send } = setUp((done) => done(failedWith(new Error('no'))));

    send();

    expect(account.report()).toEqual({ exported: 0, dropped: { export_failed: 3 }, pending: 0 });
    expect(ledger.counts()).toEqual([{ signal: 'logs', cause: 'export_failed', count: 3 }]);
    expect(events).toEqual(['lost 3: no']);
  });

  it('counts what the collector rejected out of an accepted batch', () => {
    const { account, events, send } = setUp((done, note) => {
      note(2);
      done(delivered());
    });

    send();

    expect(account.report()).toEqual({ exported: 1, dropped: { export_rejected: 2 }, pending: 0 });
    expect(events).toEqual(['delivered', 'rejected 2']);
  });

  it('believes no rejection of more items than there were', () => {
    const { account, send } = setUp((done, note) => {
      note(99);
      done(delivered());
    });

    send();

    expect(account.report()).toEqual({ exported: 0, dropped: { export_rejected: 3 }, pending: 0 });
  });

  it('calls back once when the exporter throws or calls back twice', () => {
    const throwing = setUp(() => {
      throw new Error('broken');
    });
    const twice = setUp((done) => {
      done(delivered());
      done(failedWith(new Error('again')));
    });

    throwing.send();
    twice.send();

    expect(throwing.results.map((result) => result.error?.message)).toEqual(['broken']);
    expect(throwing.account.report().dropped).toEqual({ export_failed: 3 });
    expect(twice.results).toHaveLength(1);
    expect(twice.account.report()).toEqual({ exported: 3, dropped: {}, pending: 0 });
  });

  it('says nothing about results that come after the end', () => {
    const late: { done?: (result: ExportResult) => void } = {};
    const { account, events, send } = setUp((done) => {
      late.done = done;
    });

    send();
    account.close();
    late.done?.(failedWith(new Error('aborted')));

    expect(account.report()).toEqual({ exported: 0, dropped: { shutdown: 3 }, pending: 0 });
    expect(events).toEqual([]);
  });
});
