import { defineCatalog } from '@fluxora/telemetry-core';

/** Everything that this package emits: one vocabulary for the jobs and schedules of every runner. */
export const jobCatalog = defineCatalog({
  name: '@fluxora/telemetry-job-runner',
  version: '0.1.0',
  attributes: {},
  signals: {},
});
