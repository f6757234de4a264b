import { Notices } from '@fluxora/telemetry-core';
import { expect, it } from 'vitest';
import type { FlushReport } from '../pipeline/pipeline.ts';
import { sayLosses } from './say-losses.ts';

function said(report: Partial<FlushReport>, problem?: string): string[] {
  const lines: string[] = [];
  const nothing = { exported: 1, dropped: {}, pending: 0 };
  sayLosses(
    new Notices((line) => lines.push(line)),
    {
      traces: nothing,
      metrics: nothing,
      logs: nothing,
      durationMs: 28,
      timedOut: false,
      ...report,
    },
    problem,
    2_000,
  );
  return lines;
}

const TWO_LOST = { exported: 0, dropped: { shutdown: 2 }, pending: 0 };

it('says nothing when nothing was lost', () => {
  expect(said({})).toEqual([]);
});

it('names the budget and the problem when the time was over', () => {
  expect(said({ traces: TWO_LOST, timedOut: true }, 'connect ECONNREFUSED')).toEqual([
    'telemetry/shutdown: gave up after 2000 ms; not delivered: 2 of traces (connect ECONNREFUSED). ' +
      'Check that the collector answers, or raise shutdownTimeoutMs.',
  ]);
});

it('does not blame the collector for what was recorded while telemetry shut down in time', () => {
  expect(said({ traces: TWO_LOST, logs: TWO_LOST })).toEqual([
    'telemetry/shutdown: recorded while telemetry was shutting down, so not delivered: 2 of traces, 2 of logs. ' +
      'Close servers and end jobs before you call telemetry.shutdown().',
  ]);
});
