import { startOtlpReceiver, type OtlpReceiver } from '@fluxora/telemetry-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FlushReport } from '../../src/index.ts';
import { runProgram, startProgram, type ProgramResult } from '../e2e/run-program.ts';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(() => receiver.close());

const SPANS = 3_000;

/** Makes 3000 spans and as many log records in bursts, then shuts down and prints its report. */
async function burst(
  env: Readonly<Record<string, string>> = {},
): Promise<ProgramResult & { report: FlushReport; lines: string[] }> {
  const result = await runProgram('burst.mjs', {
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_METRIC_EXPORT_INTERVAL: '60000',
      ...env,
    },
    args: [String(SPANS)],
    timeoutMs: 40_000,
  });
  const last = result.stdout.trim().split('\n').at(-1) ?? '{}';
  return {
    ...result,
    report: JSON.parse(last) as FlushReport,
    lines: result.stderr.split('\n').filter((line) => line !== ''),
  };
}

function total({ exported, dropped, pending }: FlushReport['traces']): number {
  return exported + pending + Object.values(dropped).reduce((sum, count) => sum + count, 0);
}

describe('every item is accounted for', () => {
  it('when the collector is well', async () => {
    const { report, lines } = await burst();

    expect(report.traces).toEqual({ exported: SPANS, dropped: {}, pending: 0 });
    expect(report.logs).toEqual({ exported: SPANS, dropped: {}, pending: 0 });
    expect(receiver.spans()).toHaveLength(SPANS);
    expect(receiver.logs()).toHaveLength(SPANS);
    expect(lines).toEqual([]);
  });

  it('when a flush takes more than 30 batches', async () => {
    const { report } = await burst({
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '20',
      OTEL_BSP_MAX_QUEUE_SIZE: String(SPANS),
      FLUXORA_SHUTDOWN_TIMEOUT: '20000',
    });

    expect(report.traces).toEqual({ exported: SPANS, dropped: {}, pending: 0 });
    expect(receiver.spans()).toHaveLength(SPANS);
    expect(receiver.requests('traces').length).toBeGreaterThan(100);
  });

  it('when the queue overflows', async () => {
    const { report, lines } = await burst({
      OTEL_BSP_MAX_QUEUE_SIZE: '100',
      BURST_WITHOUT_PAUSE: '1',
    });

    expect(report.traces.dropped.queue_full).toBe(SPANS - 100);
    expect(report.traces.exported).toBe(100);
    expect(receiver.metric('fluxora.telemetry.dropped')?.points).toEqual([
      expect.objectContaining({
        value: SPANS - 100,
        attributes: {
          'fluxora.telemetry.signal': 'traces',
          'fluxora.telemetry.cause': 'queue_full',
        },
      }),
    ]);
    const refused = receiver
      .metric('otel.sdk.processor.span.processed')
      ?.points.find((point) => point.attributes['error.type'] === 'queue_full');
    expect(refused?.value).toBe(SPANS - 100);
    expect(lines).toEqual([
      expect.stringContaining(`${SPANS - 100} spans were dropped because 100 were waiting already`),
    ]);
  });

  it('when the collector rejects some items', async () => {
    receiver.script([{ type: 'partial_success', rejected: 5, message: 'too old' }], {
      signal: 'traces',
    });
    const { report, lines } = await burst();

    expect(report.traces).toEqual({
      exported: SPANS - 5,
      dropped: { export_rejected: 5 },
      pending: 0,
    });
    expect(lines).toEqual([expect.stringContaining('rejected 5 items ("too old")')]);
  });

  it('when the answers make no sense, which one line says', async () => {
    await receiver.fault('malformed');
    const { report, lines } = await burst();

    expect(report.traces).toEqual({ exported: SPANS, dropped: {}, pending: 0 });
    expect(lines).toEqual([
      expect.stringMatching(/^[^\p{C}\uFFFD]+could not deserialize response[^\p{C}\uFFFD]+$/u),
    ]);
  });

  it.each([400, 401, 404])(
    'when the collector answers %i, which no retry mends',
    async (status) => {
      await receiver.fault(status);
      const { report, lines, durationMs } = await burst();

      expect(report.traces.dropped.export_failed).toBe(SPANS);
      expect(total(report.logs)).toBe(SPANS);
      expect(report.timedOut).toBe(false);
      expect(durationMs).toBeLessThan(15_000);
      expect(lines).toEqual([expect.stringMatching(new RegExp(`does not accept .*\\(${status} `))]);
    },
  );

  it('when the collector is busy for a moment', async () => {
    receiver.script([503, { type: 'status', status: 429, retryAfterSeconds: 0 }, 'reset']);
    const { report } = await burst({ FLUXORA_SHUTDOWN_TIMEOUT: '20000' });

    expect(report.traces).toEqual({ exported: SPANS, dropped: {}, pending: 0 });
    expect(report.logs).toEqual({ exported: SPANS, dropped: {}, pending: 0 });
    expect(receiver.spans().length).toBeGreaterThanOrEqual(SPANS);
  });

  it.each(['refuse', 'hang', 503, 'reset'] as const)(
    'and shutdown keeps its budget when the collector does: %s',
    async (fault) => {
      await receiver.fault(fault);
      const { report, code, lines } = await burst({ FLUXORA_SHUTDOWN_TIMEOUT: '800' });

      expect(code).toBe(0);
      expect(report.timedOut).toBe(true);
      expect(report.durationMs).toBeLessThan(1_800);
      for (const signal of ['traces', 'logs'] as const) {
        expect(report[signal]).toMatchObject({ exported: 0, pending: 0 });
        expect(total(report[signal])).toBe(SPANS);
      }
      expect(lines.at(-1)).toContain('telemetry/shutdown: gave up after 800 ms');
      expect(lines.length).toBeLessThanOrEqual(2);
    },
  );
});

describe('a collector that is down', () => {
  it('gives one line that names endpoint, signals, reason, loss and mend, and one when it is back', async () => {
    await receiver.fault('refuse');
    const program = startProgram('outage.mjs', {
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_BSP_SCHEDULE_DELAY: '50',
        OTEL_BLRP_SCHEDULE_DELAY: '50',
        OTEL_METRIC_EXPORT_INTERVAL: '200',
      },
    });
    await program.saidOnStderr('does not accept');
    await receiver.fault(null);
    const { stderr, stdout } = await program.result;

    const lines = stderr.trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^telemetry\/export: http:\/\/127\.0\.0\.1:\d+ does not accept (traces|logs|metrics).* since .*Z \(.*ECONNREFUSED.*\); \d+ items wait, \d+ are lost\. Start a collector there/,
    );
    expect(lines[1]).toMatch(/accepts telemetry again after \d+ s; \d+ items were lost meanwhile/);
    expect(JSON.parse(stdout)).toMatchObject({ traces: { dropped: {}, pending: 0 } });
  });
});
