import { defineUsage } from '@fluxora/telemetry';

/** Who uses what. User ids are hashed in this process under FLUXORA_USAGE_KEY and never leave it. */
export const usage = defineUsage({
  features: [
    'forecast.view',
    'nowcast.watch',
    'portfolio.view',
    'export.download',
    'readings.upload',
    'weather.view',
  ],
  plans: ['basic', 'pro'],
  distinctUsers: { registers: 256 },
});
