import type { Attributes, Exception } from '@opentelemetry/api';

/** What of something thrown is told, by OpenTelemetry's conventions; undefined when it has neither a type nor a message. */
export function exceptionAttributes(exception: Exception): Attributes | undefined {
  const attributes: Attributes = {};
  if (typeof exception === 'string') attributes['exception.message'] = exception;
  // What is thrown need not be what the types promise.
  else if (exception) {
    const { code, message, name, stack } = exception;
    if (code) attributes['exception.type'] = code.toString();
    else if (name) attributes['exception.type'] = name;
    if (message) attributes['exception.message'] = message;
    if (stack) attributes['exception.stacktrace'] = stack;
  }
  const isTelling = attributes['exception.type'] || attributes['exception.message'];
  return isTelling ? attributes : undefined;
}
