import { ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import { Notices } from '@fluxora/telemetry-core';
import { describe, expect, it } from 'vitest';
import type { SamplerSettings } from '../options/settings.ts';
import { createSampler } from './sampler.ts';

const lines: string[] = [];
const notices = new Notices((line) => lines.push(line));

function decide(settings: SamplerSettings): number {
  return createSampler(settings, notices).shouldSample(
    ROOT_CONTEXT,
    '0af7651916cd43dd8448eb211c80319c',
    'work',
    SpanKind.INTERNAL,
    {},
    [],
  ).decision;
}

describe('createSampler', () => {
  it.each([
    [0, false, 'AlwaysOffSampler'],
    [1, false, 'AlwaysOnSampler'],
    [0.1, false, 'TraceIdRatioBased{0.1}'],
    [1, true, 'ParentBased{root=AlwaysOnSampler'],
    [0.1, true, 'ParentBased{root=TraceIdRatioBased{0.1}'],
  ])('makes of ratio %d, parent based %s: %s', (ratio, parentBased, name) => {
    expect(createSampler({ kind: 'ratio', ratio, parentBased }, notices).toString()).toContain(
      name,
    );
  });

  it('leaves out spans for which a sampler throws, and says so once', () => {
    const sampler = {
      shouldSample: (): never => {
        throw new Error('no idea');
      },
      toString: () => 'MySampler',
    };

    expect(decide({ kind: 'custom', sampler })).toBe(0);
    expect(decide({ kind: 'custom', sampler })).toBe(0);
    expect(lines).toEqual([
      'telemetry/sampler: MySampler threw Error: no idea; these spans are left out. Mend shouldSample().',
    ]);
  });
});
