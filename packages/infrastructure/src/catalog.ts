import { defineCatalog } from '@fluxora/telemetry-core';

/** What the host, the container, the process and its Node.js runtime say, by OpenTelemetry semantic conventions 1.45. */
export const infrastructureCatalog = defineCatalog({
  name: '@fluxora/telemetry-infrastructure',
  version: '0.1.0',
  attributes: {},
  signals: {
    processUptime: {
      name: 'process.uptime',
      kind: 'observableGauge',
      unit: 's',
      description: 'The time the process has been running.',
      stability: 'development',
    },
  },
});
