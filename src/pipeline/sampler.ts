import type { Notices } from '@fluxora/telemetry-core';
import type { Sampler } from '@opentelemetry/sdk-trace';
import type { TraceSampler } from '../options/instrument-options.ts';
import type { SamplerSettings } from '../options/settings.ts';
import { sdk } from '../sdk/load-sdk.ts';

export function createSampler(settings: SamplerSettings, notices: Notices): Sampler {
  if (settings.kind === 'custom') return toSafeSampler(settings.sampler, notices);
  const { AlwaysOffSampler, AlwaysOnSampler, ParentBasedSampler, TraceIdRatioBasedSampler } =
    sdk.trace();
  const { ratio } = settings;
  const root =
    ratio === 1
      ? new AlwaysOnSampler()
      : ratio === 0
        ? new AlwaysOffSampler()
        : new TraceIdRatioBasedSampler(ratio);
  return settings.parentBased ? new ParentBasedSampler({ root }) : root;
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
