import { describe, expect, it } from 'vitest';
import { createOffPipeline } from '../pipeline/off.ts';
import { withBudget } from './with-budget.ts';

function countingPipeline() {
  const calls = { aborts: 0 };
  const pipeline = { ...createOffPipeline(), abort: () => void (calls.aborts += 1) };
  return { calls, pipeline };
}

describe('withBudget', () => {
  it('resolves as soon as the work is done', async () => {
    const { pipeline, calls } = countingPipeline();
    const report = await withBudget(pipeline, async () => undefined, 60_000, false);

    expect(report).toMatchObject({ timedOut: false, traces: { exported: 0 } });
    expect(report.durationMs).toBeLessThan(1_000);
    expect(calls.aborts).toBe(0);
  });

  it('resolves when the budget is spent, whatever the work does', async () => {
    const { pipeline, calls } = countingPipeline();
    const report = await withBudget(pipeline, () => new Promise(() => undefined), 20, true);

    expect(report.timedOut).toBe(true);
    expect(calls.aborts).toBe(1);
  });

  it('resolves when the work fails', async () => {
    const { pipeline } = countingPipeline();
    const report = await withBudget(pipeline, () => Promise.reject(new Error('no')), 60_000, true);

    expect(report.timedOut).toBe(false);
  });

  it('takes a budget of nothing for what it is', async () => {
    const { pipeline } = countingPipeline();
    const report = await withBudget(pipeline, () => new Promise(() => undefined), 0, false);

    expect(report.timedOut).toBe(true);
  });
});
