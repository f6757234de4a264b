import { health } from '@fluxora/telemetry-core';
import { describe, expect, it } from 'vitest';
import { instrument } from './instrument.ts';

describe('telemetry.health', () => {
  it('is the health of the process, whatever the mode, and knows who it is', async () => {
    const telemetry = instrument({ mode: 'off', service: 'forecast-api', version: '1.4.0' });

    expect(telemetry.health).toBe(health);
    expect(telemetry.health.latest().service).toMatchObject({
      serviceId: 'forecast-api',
      releaseId: '1.4.0',
    });
    await telemetry.shutdown();
  });

  it('works on after shutdown, which drains nothing', async () => {
    const telemetry = instrument({ mode: 'off' });
    await telemetry.shutdown();

    expect(health.isDraining).toBe(false);
    const check = health.define('still-there', () => undefined);
    expect((await health.check()).checks).toMatchObject([{ name: 'still-there', status: 'pass' }]);
    check.stop();
  });
});
