import { createRedactor, REDACTED } from '@fluxora/telemetry-core';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';

/** Masks the values of secret attributes on spans and their events, just before they end. */
export function createRedactingSpanProcessor(keys: readonly string[]): SpanProcessor {
  const redact = createAttributeRedactor(keys);
  return {
    onStart() {},
    onEnding(span) {
      redact(span.attributes);
      for (const { attributes } of span.events) redact(attributes);
    },
    onEnd() {},
    async forceFlush() {},
    async shutdown() {},
  };
}

/** The same for log records. Our logger masks at any depth; this is for what others send, by top-level key. */
export function createRedactingLogProcessor(keys: readonly string[]): LogRecordProcessor {
  const redact = createAttributeRedactor(keys);
  return {
    onEmit(record) {
      redact(record.attributes);
    },
    async forceFlush() {},
    async shutdown() {},
  };
}

function createAttributeRedactor(
  keys: readonly string[],
): (attributes: Record<string, unknown> | undefined) => void {
  const redactor = createRedactor(keys);
  return (attributes) => {
    for (const key in attributes) {
      if (redactor.isSecret(key)) attributes[key] = REDACTED;
    }
  };
}
