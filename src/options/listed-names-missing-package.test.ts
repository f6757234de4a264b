import { TelemetryError } from '@fluxora/telemetry-core';
import { expect, it, vi } from 'vitest';
import { Environment } from './environment.ts';
import { readAutoInstrumentations } from './listed-names.ts';

vi.mock('../auto-instrumentations/auto-instrumentations-package.ts', () => ({
  findAutoInstrumentations() {
    throw new TelemetryError('auto-instrumentations.missing', 'It is not installed. Run: npm i x');
  },
}));

it('FLUXORA_AUTO_INSTRUMENTATIONS is ignored, with the line that installs it, where the package is missing', () => {
  const env = new Environment({ FLUXORA_AUTO_INSTRUMENTATIONS: 'true' });

  expect(readAutoInstrumentations(env, 'otlp')).toBeUndefined();
  expect(env.problems).toEqual([
    'It is not installed. Run: npm i x (until then FLUXORA_AUTO_INSTRUMENTATIONS is ignored)',
  ]);
});
