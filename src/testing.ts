export * from '@fluxora/telemetry-testing';
