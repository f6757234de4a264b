import type { Sampler } from '@opentelemetry/sdk-trace';
import type { SamplerSettings } from '../options/settings.ts';
import { sdk } from '../sdk/load-sdk.ts';

export function createSampler(settings: SamplerSettings): Sampler {
  if (settings.kind === 'custom') return settings.sampler;
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
