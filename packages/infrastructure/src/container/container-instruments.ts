import type { Catalog, Instruments } from '@fluxora/telemetry-core';
import type { containerAttributes, containerSignals } from './container-signals.ts';

export type ContainerInstruments = Instruments<
  Catalog<typeof containerAttributes, typeof containerSignals>
>;
