import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Attributes } from '@opentelemetry/api';
import type { Providers } from '@fluxora/telemetry-core';

/** One rule of {@link HttpServerOptions.ignore}: an exact path, a pattern for the path, or a predicate. */
export type IgnoreRule = string | RegExp | ((request: IncomingMessage) => boolean);

/** Options of {@link instrumentHttpServer} and {@link expressTelemetry}. */
export interface HttpServerOptions {
  /**
   * Requests that leave neither spans nor metrics, and whose work starts no spans either. A string is an exact path, a
   * RegExp is tested against the path, a function sees the request before any middleware ran. Your list replaces the
   * default; to extend it, write `[...defaultIgnore, '/internal']`. @defaultValue {@link defaultIgnore}
   */
  readonly ignore?: readonly IgnoreRule[];
  /**
   * Headers to record on the span as `http.request.header.<name>` and `http.response.header.<name>`; names in any case.
   * The values of credentials (Authorization, Cookie, …) are recorded as `REDACTED`. @defaultValue none
   */
  readonly captureHeaders?: {
    readonly request?: readonly string[];
    readonly response?: readonly string[];
  };
  /**
   * Further attributes for the span, asked for when the response is over, so that `request.user` and the like are there.
   * A hook that throws, or returns a promise or anything but attributes, costs only its attributes: counted as
   * `callback_failed` or `bad_attribute`. Not called for requests that are not sampled.
   */
  userAttributes?(request: IncomingMessage, response: ServerResponse): Attributes | undefined;
  /**
   * One child span per middleware and handler. Needs `router` 2.3 or later (Express 5.3), and costs about a microsecond
   * for each. Process-wide: see {@link instrumentHttpServer}. @defaultValue false
   */
  readonly middlewareSpans?: boolean;
  /**
   * Whether a request continues the trace that its headers name. Otherwise a new trace starts, linked to the caller's, and
   * the caller's baggage is left out: for servers that face the internet. @defaultValue true
   */
  readonly trustTraceContext?: boolean | ((request: IncomingMessage) => boolean);
  /**
   * Whether `Forwarded` and `X-Forwarded-*` say who the client is and what it asked for. Only behind a proxy that sets
   * them: anybody can send them. @defaultValue false
   */
  readonly trustForwardedHeaders?: boolean;
  /** Query parameters whose values are REDACTED, case-sensitive. Your list replaces the default. @defaultValue {@link defaultRedactedQuery} */
  readonly redactQuery?: readonly string[];
  /** Where signals go. @defaultValue the providers registered with the OpenTelemetry API */
  readonly providers?: Providers;
}
