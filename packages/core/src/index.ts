export { TelemetryError } from './telemetry-error.ts';
export type { Providers } from './providers.ts';
export { DROP_CAUSES, type DropCause, type SignalType } from './drops/drop-causes.ts';
export { DropLedger, drops, type DropCount } from './drops/drop-ledger.ts';
export { Notices, notices, setNoticeWriter } from './notices.ts';
export { createLogger, logger, type LoggerOptions } from './logs/create-logger.ts';
export { configureLogging, type LoggingOptions } from './logs/configure-logging.ts';
export type { ChildOptions, EventOptions, LogAttributes, Logger, LogMethod } from './logs/logger.ts';
export {
  LOG_SEVERITY,
  parseLogThreshold,
  type LogLevel,
  type LogThreshold,
} from './logs/log-level.ts';
export type { ConsoleMode, LineStream } from './logs/console/console-mode.ts';
export { DEFAULT_REDACTED_KEYS } from './logs/redactor.ts';
export { withSpan, type SpanOptions } from './spans/with-span.ts';
export { traced, type TracedDecorator } from './spans/traced.ts';
export { errorType } from './spans/error-type.ts';
export { exceptionAttributes, type ExceptionAttributes } from './spans/exception-attributes.ts';
export { recordException } from './spans/record-exception.ts';
export {
  createPropagationPolicy,
  propagationPolicy,
  setPropagationPolicy,
  type PropagationPolicy,
  type PropagationPolicyOptions,
} from './propagation/propagation-policy.ts';
export { AllowListPropagator } from './propagation/allow-list-propagator.ts';
export {
  extractTraceContext,
  injectTraceContext,
  type ExtractOptions,
  type InjectOptions,
} from './propagation/trace-context.ts';
export type { Carrier, HeadersLike } from './propagation/carrier.ts';
export { getBaggage, setBaggage, type BaggageEntries } from './propagation/baggage.ts';
