import type { Environment } from './environment.ts';
import type { InstrumentOptions } from './instrument-options.ts';
import type { SamplerSettings } from './settings.ts';

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** `OTEL_TRACES_SAMPLER` and its argument, else the option, else every trace (a parent's decision is followed). */
export function resolveSampler(
  option: InstrumentOptions['sampler'],
  env: Environment,
): SamplerSettings {
  const name = env.oneOf('OTEL_TRACES_SAMPLER', SAMPLERS);
  if (name !== undefined) {
    return {
      kind: 'ratio',
      ratio: ratioOf(name, env),
      parentBased: name.startsWith('parentbased'),
    };
  }
  if (typeof option === 'object') return { kind: 'custom', sampler: option };
  return { kind: 'ratio', ratio: option ?? 1, parentBased: true };
}

function ratioOf(name: (typeof SAMPLERS)[number], env: Environment): number {
  if (name.endsWith('always_on')) return 1;
  if (name.endsWith('always_off')) return 0;
  return env.number('OTEL_TRACES_SAMPLER_ARG', { min: 0, max: 1 }) ?? 1;
}
