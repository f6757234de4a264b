import type { Providers } from '@fluxora/telemetry-core';
import type { InstrumentationSettings } from '../auto-instrumentations-option.ts';
import type { Instrumentation } from '../instrumentation-instances.ts';
import { databaseTracerProvider } from './database-tracer.ts';
import { DATABASES, wantsValues } from './measured-databases.ts';
import { silentMeterProvider } from './silent-meter.ts';

/** Puts our tracer in front of the real one, for those of the instrumentations that are databases'. */
export function measureDatabases(
  instrumentations: readonly Instrumentation[],
  settings: ReadonlyMap<string, InstrumentationSettings>,
  providers: Providers,
): void {
  for (const instrumentation of instrumentations) {
    const name = instrumentation.instrumentationName;
    const treatment = DATABASES[name];
    if (treatment === undefined) continue;
    const keepsValues = wantsValues(settings.get(name) ?? {});
    instrumentation.setTracerProvider(
      databaseTracerProvider({ ...treatment, keepsValues, providers }),
    );
    if (treatment.hasWrongMetrics) {
      instrumentation.setMeterProvider(silentMeterProvider);
    }
  }
}
