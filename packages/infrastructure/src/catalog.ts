import { defineCatalog } from '@fluxora/telemetry-core';
import { containerAttributes, containerSignals } from './container/container-signals.ts';
import { hostAttributes, hostSignals } from './host/host-signals.ts';
import { processAttributes, processSignals } from './process/process-signals.ts';
import { runtimeAttributes, runtimeSignals } from './runtime/runtime-signals.ts';

/**
 * What the host, the container, the process and its Node.js runtime say, by OpenTelemetry semantic conventions 1.45 where they
 * have a word for it, else below `fluxora.`.
 */
export const infrastructureCatalog = defineCatalog({
  name: '@fluxora/telemetry-infrastructure',
  version: '0.1.0',
  attributes: {
    ...hostAttributes,
    ...containerAttributes,
    ...processAttributes,
    ...runtimeAttributes,
  },
  signals: { ...hostSignals, ...containerSignals, ...processSignals, ...runtimeSignals },
});
