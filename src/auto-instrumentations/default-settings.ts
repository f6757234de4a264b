import type { InstrumentationSettings } from './auto-instrumentations-option.ts';

/**
 * Instrumentations that `autoInstrumentations: true` leaves out, with the reason that is shown to whoever turns one on by
 * hand. Asking for one by name (option or environment) includes it.
 */
export const EXCLUDED_BY_DEFAULT: Readonly<Record<string, string>> = {
  '@opentelemetry/instrumentation-express': '@fluxora/telemetry-express already measures Express',
  '@opentelemetry/instrumentation-router':
    '@fluxora/telemetry-express already measures the router of Express',
  '@opentelemetry/instrumentation-connect':
    'it makes one span per middleware, below our server span',
  '@opentelemetry/instrumentation-fs': 'it makes a span per file operation',
  '@opentelemetry/instrumentation-dns': 'it makes a span per look-up, below each client span',
  '@opentelemetry/instrumentation-net': 'it makes a span per connection, below each client span',
  '@opentelemetry/instrumentation-runtime-node':
    '@fluxora/telemetry-infrastructure already reports the runtime',
  '@opentelemetry/instrumentation-host-metrics':
    '@fluxora/telemetry-infrastructure already reports host and process',
};

/** Those of the above that emit what we emit too. */
export const DUPLICATES_OURS: ReadonlySet<string> = new Set([
  '@opentelemetry/instrumentation-express',
  '@opentelemetry/instrumentation-router',
  '@opentelemetry/instrumentation-runtime-node',
  '@opentelemetry/instrumentation-host-metrics',
]);

/** Settings we give by default; the user's win, one by one. `consequence` says what a user's other value leads to. */
export const DEFAULT_SETTINGS: Readonly<
  Record<string, { readonly settings: InstrumentationSettings; readonly consequence: string }>
> = {
  '@opentelemetry/instrumentation-http': {
    settings: { disableIncomingRequestInstrumentation: true },
    consequence:
      'every request gets a second server span and a second http.server.request.duration',
  },
  '@opentelemetry/instrumentation-mysql2': {
    settings: { maskStatement: true },
    consequence: 'the values of statements and the messages of errors are in the spans',
  },
  '@opentelemetry/instrumentation-pino': {
    settings: { disableLogSending: true },
    consequence:
      "OpenTelemetry's instrumentation sends the lines, under its own scope, and pinoStream() steps back",
  },
  '@opentelemetry/instrumentation-winston': {
    settings: { disableLogSending: true },
    consequence:
      "OpenTelemetry's instrumentation sends the lines, under its own scope, and winstonTransport() steps back",
  },
  '@opentelemetry/instrumentation-bunyan': {
    settings: { disableLogSending: true },
    consequence: 'a line that also goes through a bridge of yours is sent twice',
  },
};
