/** The instrumentation scope of spans that core itself starts. */
export const CORE_SCOPE = { name: '@fluxora/telemetry-core', version: '0.1.0' } as const;
