import type { TestSpan } from '@fluxora/telemetry-testing';
import type { Evidence } from '../evidence.ts';
import type { SentRequest } from '../traffic/planned-request.ts';
import { textOf } from '../style.ts';
import { differs, each, type PromiseCheck } from './promise-check.ts';

/** Spans say what happened. */
export const tracePromises: readonly PromiseCheck[] = [
  {
    promise: 'every span has the right route, and none where no route answered',
    breaches: (evidence) =>
      eachServerSpan(evidence, (span, { planned }) =>
        differs('http.route', span.attributes['http.route'], planned.route),
      ),
  },
  {
    promise: 'every span has the status that the client saw',
    breaches: (evidence) =>
      eachServerSpan(evidence, (span, { status }) =>
        differs('http.response.status_code', span.attributes['http.response.status_code'], status),
      ),
  },
  {
    promise: 'clients that left are no successes: error.type is client_disconnect',
    breaches: (evidence) =>
      eachServerSpan(
        evidence,
        (span) => differs('error.type', span.attributes['error.type'], 'client_disconnect'),
        ({ planned }) => planned.behaviour.kind.startsWith('abort'),
      ),
  },
  {
    promise: 'a failed request carries the class of its error, the stack and the cause',
    breaches: (evidence) =>
      eachServerSpan(
        evidence,
        (span) => {
          const exception = span.events.find(({ name }) => name === 'exception')?.attributes ?? {};
          const stack = textOf(exception['exception.stacktrace']);
          return [
            ...differs('status', span.status.code, 'error'),
            ...differs('error.type', span.attributes['error.type'], 'WeatherProviderError'),
            ...differs('exception.type', exception['exception.type'], 'WeatherProviderError'),
            ...(stack.includes('weather-provider.js') ? [] : [`the stack is ${stack}`]),
            ...(stack.includes('ECONNREFUSED') ? [] : ['the stack does not name the cause']),
          ];
        },
        ({ status }) => status === 502,
      ),
  },
  {
    promise: "requests with a traceparent continue the caller's trace, others begin one",
    breaches: (evidence) =>
      eachServerSpan(evidence, (span, { planned }) =>
        planned.traceId === undefined
          ? differs('parent', span.parentSpanId, undefined)
          : differs('trace', span.traceId, planned.traceId),
      ),
  },
  {
    promise: 'spans made in a handler belong to their request, under concurrency too',
    breaches: ({ spans }) => {
      const ids = new Set(spans.map(({ traceId, spanId }) => traceId + spanId));
      const made = spans.filter(({ kind }) => kind !== 'server');
      return each('span made in a handler', made, ({ name, traceId, parentSpanId }) =>
        ids.has(traceId + parentSpanId) ? [] : [`${name}: no parent arrived`],
      );
    },
  },
];

/** Breaches of the server spans of the requests that are concerned; that there is none of them is a breach, too. */
function eachServerSpan(
  { sent, serverSpans }: Evidence,
  breachesOf: (span: TestSpan, request: SentRequest) => readonly string[],
  isConcerned: (request: SentRequest) => boolean = () => true,
): readonly string[] {
  const judged = sent
    .filter(isConcerned)
    .flatMap((request) => serverSpans(request.planned.id).map((span) => ({ span, request })));
  return each('server span of such a request', judged, ({ span, request }) => {
    const { method, target } = request.planned;
    return breachesOf(span, request).map((breach) => `${method} ${target}: ${breach}`);
  });
}
