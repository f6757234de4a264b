import { DropLedger, Notices } from '@fluxora/telemetry-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ExportError } from './export-error.ts';
import { OutageReporter } from './outage-reporter.ts';
import { SignalAccount } from './signal-account.ts';

const TRACES = { protocol: 'http/protobuf', url: 'http://collector:4318/v1/traces' } as const;
const LOGS = { protocol: 'http/protobuf', url: 'http://collector:4318/v1/logs' } as const;
const REFUSED = new ExportError('connect ECONNREFUSED 10.0.0.7:4318', { code: 'ECONNREFUSED' });

function setUp() {
  const lines: string[] = [];
  const account = new SignalAccount('traces', new DropLedger());
  const reporter = new OutageReporter(new Notices((line) => lines.push(line)), [account]);
  return { lines, account, reporter };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  vi.setSystemTime('2026-11-22T10:00:00Z');
});
afterEach(() => {
  vi.useRealTimers();
});

describe('OutageReporter', () => {
  it('says once where, since when, why, how much, and what to check', () => {
    const { lines, account, reporter } = setUp();
    account.create(7);

    reporter.failed('traces', TRACES, REFUSED);
    reporter.failed('traces', TRACES, REFUSED);
    reporter.failed('logs', LOGS, REFUSED);

    expect(lines).toEqual([
      'telemetry/export: http://collector:4318 does not accept traces since 2026-11-22T10:00:00Z ' +
        '(connect ECONNREFUSED 10.0.0.7:4318); 7 items wait, 0 are lost. ' +
        'Start a collector there, correct OTEL_EXPORTER_OTLP_ENDPOINT, or set FLUXORA_TELEMETRY_MODE=off.',
    ]);
  });

  it('counts what the first failure has cost', () => {
    const { lines, account, reporter } = setUp();

    account.create(5);
    account.drop('export_failed', 5);
    reporter.failed('traces', TRACES, REFUSED, 5);

    expect(lines).toEqual([expect.stringContaining('; 0 items wait, 5 are lost.')]);
  });

  it('sums up every five minutes while it lasts', () => {
    const { lines, account, reporter } = setUp();

    reporter.failed('traces', TRACES, REFUSED);
    account.create(5);
    account.drop('export_failed', 5);
    reporter.failed('logs', LOGS, REFUSED);
    vi.advanceTimersByTime(300_000);
    reporter.failed('traces', TRACES, REFUSED);

    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(
      'does not accept traces, logs since 2026-11-22T10:00:00Z (connect ECONNREFUSED 10.0.0.7:4318); 0 items wait, 5 are lost.',
    );
  });

  it('says when it is over, once every signal that failed gets through', () => {
    const { lines, account, reporter } = setUp();

    reporter.failed('traces', TRACES, REFUSED);
    reporter.failed('logs', LOGS, REFUSED);
    account.create(2);
    account.drop('export_failed', 2);
    vi.advanceTimersByTime(90_000);
    reporter.delivered('logs', LOGS);
    expect(lines).toHaveLength(1);
    reporter.delivered('traces', TRACES);

    expect(lines[1]).toBe(
      'telemetry/export: http://collector:4318 accepts telemetry again after 90 s; 2 items were lost meanwhile. Nothing to do.',
    );
  });

  it('keeps quiet about a collector that comes and goes', () => {
    const { lines, reporter } = setUp();

    for (let round = 0; round < 10; round++) {
      reporter.failed('traces', TRACES, REFUSED);
      vi.advanceTimersByTime(1_000);
      reporter.delivered('traces', TRACES);
    }

    expect(lines).toHaveLength(2);
  });

  it('says nothing about a try that is repeated, but remembers why', () => {
    const { lines, reporter } = setUp();

    reporter.failedForNow(new ExportError('503 Service Unavailable', { status: 503 }));
    expect(reporter.lastProblem()).toBe('503 Service Unavailable');
    reporter.delivered('traces', TRACES);

    expect(reporter.lastProblem()).toBeUndefined();
    expect(lines).toEqual([]);
  });

  it('sums up what found the queue full, with its size and a mend, every five minutes', () => {
    const { lines, reporter } = setUp();

    reporter.overflowed('traces', TRACES, 2952, 2048);
    reporter.overflowed('traces', TRACES, 4, 2048);
    reporter.overflowed('logs', LOGS, 7, 100);
    vi.advanceTimersByTime(300_000);
    reporter.overflowed('traces', TRACES, 1, 2048);

    expect(lines).toEqual([
      'telemetry/export: 2952 spans were dropped because 2048 were waiting already, which is the size of the queue. ' +
        'Raise limits.queueSize (OTEL_BSP_MAX_QUEUE_SIZE), sample fewer traces, or give the collector more room.',
      expect.stringMatching(
        /^telemetry\/export: 7 log records were dropped because 100 .*OTEL_BLRP_MAX_QUEUE_SIZE/,
      ),
      expect.stringMatching(/^telemetry\/export: 5 spans/),
    ]);
  });

  it('leaves a full queue to the line about the outage that fills it', () => {
    const { lines, reporter } = setUp();

    reporter.failed('traces', TRACES, REFUSED);
    reporter.overflowed('traces', TRACES, 9, 2048);

    expect(lines).toEqual([expect.stringContaining('does not accept')]);
  });

  it('quotes a collector that rejects items, without credentials of the URL', () => {
    const { lines, reporter } = setUp();

    const url = 'http://user:secret@collector:4318/v1/logs?key=secret';
    reporter.rejected('logs', { ...LOGS, url }, { rejected: 3, message: 'too\nold\u0000' });

    expect(lines).toEqual([
      'telemetry/export: http://collector:4318 accepted a batch of logs but rejected 3 items ("too old"). ' +
        "See the collector's log; sending them again would not help.",
    ]);
  });
});
