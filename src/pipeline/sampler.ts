import type { Notices } from '@fluxora/telemetry-core';
import type { Sampler } from '@opentelemetry/sdk-trace';
import type { TraceSampler } from '../options/instrument-options.ts';
import type { SamplerSettings } from '../options/settings.ts';
import { sdk } from '../sdk/load-sdk.ts';

/** Who decides which spans are recorded. */
export type SpanSampling =
  | {
      readonly kind: 'ratio';
      /** Decides on spans that begin a trace, or on all. Looks at the trace's id alone. */
      readonly root: Sampler;
      /** Whether a span is sampled if its parent is. */
      readonly followsParent: boolean;
    }
  | { readonly kind: 'custom'; readonly sampler: Sampler };

export function createSampling(settings: SamplerSettings, notices: Notices): SpanSampling {
  if (settings.kind === 'custom') {
    return { kind: 'custom', sampler: toSafeSampler(settings.sampler, notices) };
  }
  const { AlwaysOffSampler, AlwaysOnSampler, TraceIdRatioBasedSampler } = sdk.trace();
  const { parentBased, ratio } = settings;
  const root =
    ratio === 1
      ? new AlwaysOnSampler()
      : ratio === 0
        ? new AlwaysOffSampler()
        : new TraceIdRatioBasedSampler(ratio);
  return { kind: 'ratio', root, followsParent: parentBased };
}

/** A sampler is asked in the middle of the application's work: when it throws, that costs the span and not the work. */
function toSafeSampler(sampler: TraceSampler, notices: Notices): Sampler {
  return {
    shouldSample(...input) {
      try {
        return sampler.shouldSample(...input);
      } catch (error) {
        notices.once(
          'sampler.failed',
          `telemetry/sampler: ${sampler.toString()} threw ${String(error)}; these spans are left out. Mend shouldSample().`,
        );
        return { decision: 0 };
      }
    },
    toString: () => sampler.toString(),
  };
}
