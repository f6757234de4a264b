import { ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import { Notices } from '@fluxora/telemetry-core';
import { describe, expect, it } from 'vitest';
import { createSampling } from './sampler.ts';

const lines: string[] = [];
const notices = new Notices((line) => lines.push(line));

describe('createSampling', () => {
  it.each([
    [0, false, 'AlwaysOffSampler'],
    [1, true, 'AlwaysOnSampler'],
    [0.1, true, 'TraceIdRatioBased{0.1}'],
  ])('makes of ratio %d, parent based %s: %s', (ratio, parentBased, name) => {
    const sampling = createSampling({ kind: 'ratio', ratio, parentBased }, notices);
    expect(sampling).toMatchObject({ kind: 'ratio', followsParent: parentBased });
    expect(sampling.kind === 'ratio' && sampling.root.toString()).toBe(name);
  });

  it('leaves out spans for which a sampler throws, and says so once', () => {
    const sampler = {
      shouldSample: (): never => {
        throw new Error('no idea');
      },
      toString: () => 'MySampler',
    };

    const sampling = createSampling({ kind: 'custom', sampler }, notices);
    const ask = () =>
      sampling.kind === 'custom' &&
      sampling.sampler.shouldSample(
        ROOT_CONTEXT,
        'f'.repeat(32),
        'work',
        SpanKind.INTERNAL,
        {},
        [],
      );
    expect([ask(), ask()]).toEqual([{ decision: 0 }, { decision: 0 }]);
    expect(lines).toEqual([
      'telemetry/sampler: MySampler threw Error: no idea; these spans are left out. Mend shouldSample().',
    ]);
  });
});
