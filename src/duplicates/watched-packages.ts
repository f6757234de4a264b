/** Packages that must exist once per process, and what becomes of telemetry when they do not. */
export const WATCHED_PACKAGES: Readonly<Record<string, string>> = {
  '@opentelemetry/api':
    'The version that registers first carries the signals: what uses a newer one is silent, what uses an older one works as far as that goes.',
  '@opentelemetry/core': 'Context kept by one copy may be unknown to the other.',
  '@opentelemetry/resources': 'Resources of one copy are strangers to the other.',
  '@opentelemetry/sdk-trace': 'Spans may end in a second, unconfigured pipeline.',
  '@opentelemetry/sdk-metrics': 'Metrics may end in a second, unconfigured pipeline.',
  '@opentelemetry/sdk-logs': 'Logs may end in a second, unconfigured pipeline.',
  '@opentelemetry/sdk-node': 'Two set-ups may register and send the same signals.',
  '@opentelemetry/instrumentation':
    'Libraries may be patched twice, by hooks that do not know each other.',
  '@fluxora/telemetry-core':
    'Drop counts, notices, log levels and the propagation policy of one copy do not hold in the other.',
  '@fluxora/telemetry':
    'The copy that starts first runs telemetry; instrument() of the other returns its handle.',
};
