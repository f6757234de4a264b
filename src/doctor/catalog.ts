import { defineCatalog } from '@fluxora/telemetry-core';

/** What `fluxora-telemetry doctor` sends to see whether it arrives: one of each. */
export const doctorCatalog = defineCatalog({
  name: '@fluxora/telemetry/doctor',
  version: '0.1.0',
  attributes: {},
  signals: {
    probe: {
      kind: 'span',
      name: 'fluxora.telemetry.doctor',
      spanKind: 'internal',
      description: 'A test span.',
      stability: 'development',
      attributes: {},
    },
    probes: {
      kind: 'counter',
      name: 'fluxora.telemetry.doctor.probe',
      unit: '{probe}',
      description: 'Runs of the doctor that sent test data.',
      stability: 'development',
      attributes: {},
    },
    probed: {
      kind: 'event',
      name: 'fluxora.telemetry.doctor.probed',
      severity: 'info',
      description: 'A test log record.',
      stability: 'development',
      attributes: {},
    },
  },
});
