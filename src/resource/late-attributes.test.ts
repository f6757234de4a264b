import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LateAttributes } from './late-attributes.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const never = new Promise<string>(() => undefined);

describe('LateAttributes', () => {
  it('gives what is there in time', async () => {
    const late = new LateAttributes();
    const { attributes } = late
      .limit({
        detect: () => ({ attributes: { now: 'a', soon: Promise.resolve('b') } }),
      })
      .detect();

    expect([attributes?.['now'], await attributes?.['soon']]).toEqual(['a', 'b']);
  });

  it('stays without what does not come within two seconds', async () => {
    const late = new LateAttributes();
    const { attributes } = late.limit({ detect: () => ({ attributes: { never } }) }).detect();
    await vi.advanceTimersByTimeAsync(2_000);

    expect(await attributes?.['never']).toBeUndefined();
  });

  it('waits only a moment once somebody is in a hurry', async () => {
    const late = new LateAttributes();
    const { attributes } = late.limit({ detect: () => ({ attributes: { never } }) }).detect();
    late.hurry();
    await vi.advanceTimersByTimeAsync(200);
    late.hurry();

    expect(await attributes?.['never']).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('survives a detector that throws', () => {
    const late = new LateAttributes();
    const broken = late.limit({
      detect: () => {
        throw new Error('broken');
      },
    });

    expect(broken.detect()).toEqual({ attributes: {} });
  });
});
