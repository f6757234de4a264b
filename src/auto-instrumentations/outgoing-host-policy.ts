import { propagationPolicy } from '@fluxora/telemetry-core';
import {
  context,
  trace,
  type Context,
  type Span,
  type TextMapPropagator,
  type TextMapSetter,
} from '@opentelemetry/api';
import { sdk } from '../sdk/load-sdk.ts';
import type { InstrumentationSettings } from './auto-instrumentations-option.ts';

/** Marks the headers of a request whose host may not have our trace context. Node never sends symbols. */
const WITHHELD = Symbol('fluxora.telemetry.withheld');
const withheldSpans = new WeakSet<Span>();

interface OutgoingHttpRequest {
  protocol?: string | null;
  host?: string | null;
  hostname?: string | null;
  port?: string | number | null;
  headers?: object;
}
interface OutgoingUndiciRequest {
  origin: string;
}
type Hook<Arguments extends unknown[], Result> = (...input: Arguments) => Result;

/**
 * A propagator that injects nothing into requests to hosts outside of core's propagation policy. It knows the host because
 * {@link withHostPolicy} gave the HTTP instrumentations hooks that run just before they inject.
 *
 * Covers `node:http`, `node:https`, undici and `fetch`. Messaging and RPC instrumentations (Kafka, AMQP, gRPC, AWS) tell no host
 * before they inject: there the policy is not applied; their receivers are usually your own.
 */
export class OutgoingHostPropagator implements TextMapPropagator {
  readonly #delegate: TextMapPropagator;

  constructor(delegate: TextMapPropagator) {
    this.#delegate = delegate;
  }

  inject(from: Context, carrier: unknown, setter: TextMapSetter): void {
    if (isMarked(carrier)) {
      delete carrier[WITHHELD];
      return;
    }
    const span = trace.getSpan(from);
    if (span !== undefined && withheldSpans.has(span)) return;
    this.#delegate.inject(from, carrier, setter);
  }

  extract(...input: Parameters<TextMapPropagator['extract']>): Context {
    return this.#delegate.extract(...input);
  }

  fields(): string[] {
    return this.#delegate.fields();
  }
}

/**
 * Adds our hooks to the settings of the HTTP client instrumentations; the user's hooks run as before. Settings of other
 * instrumentations come back unchanged.
 *
 * Beside the policy: requests made while tracing is suppressed, such as our own exports, are ignored altogether; upstream makes no span
 * for them but still counts them in `http.client.request.duration`.
 */
export function withHostPolicy(
  name: string,
  settings: InstrumentationSettings,
): InstrumentationSettings {
  if (name === '@opentelemetry/instrumentation-http') {
    const { startOutgoingSpanHook, ignoreOutgoingRequestHook } = settings as {
      startOutgoingSpanHook?: Hook<[OutgoingHttpRequest], object>;
      ignoreOutgoingRequestHook?: Hook<[OutgoingHttpRequest], boolean>;
    };
    return {
      ...settings,
      ignoreOutgoingRequestHook: (request: OutgoingHttpRequest) =>
        isSuppressed() || (ignoreOutgoingRequestHook?.(request) ?? false),
      startOutgoingSpanHook(request: OutgoingHttpRequest) {
        // `request` is upstream's copy of the options, and its headers are copied, symbols too, into the carrier.
        if (!propagationPolicy().allowsHost(toOrigin(request))) {
          request.headers = { ...request.headers, [WITHHELD]: true };
        }
        return startOutgoingSpanHook?.(request) ?? {};
      },
    };
  }
  if (name === '@opentelemetry/instrumentation-undici') {
    const { requestHook, ignoreRequestHook } = settings as {
      requestHook?: Hook<[Span, OutgoingUndiciRequest], void>;
      ignoreRequestHook?: Hook<[OutgoingUndiciRequest], boolean>;
    };
    return {
      ...settings,
      ignoreRequestHook: (request: OutgoingUndiciRequest) =>
        isSuppressed() || (ignoreRequestHook?.(request) ?? false),
      requestHook(span: Span, request: OutgoingUndiciRequest) {
        // The carrier does not exist yet; this span is what the next inject sees.
        if (!propagationPolicy().allowsHost(request.origin)) withheldSpans.add(span);
        requestHook?.(span, request);
      },
    };
  }
  return settings;
}

function isSuppressed(): boolean {
  return sdk.core().isTracingSuppressed(context.active());
}

function isMarked(carrier: unknown): carrier is { [WITHHELD]?: true } {
  return typeof carrier === 'object' && carrier !== null && WITHHELD in carrier;
}

function toOrigin({ protocol, hostname, host, port }: OutgoingHttpRequest): string {
  const name = hostname ?? host ?? 'localhost';
  const { isIPv6 } = process.getBuiltinModule('node:net');
  return `${protocol ?? 'http:'}//${isIPv6(name) ? `[${name}]` : name}${port ? `:${port}` : ''}`;
}
