import type { ServerResponse } from 'node:http';
import { type Attributes, type Span, SpanStatusCode } from '@opentelemetry/api';
import { exceptionAttributes } from '@fluxora/telemetry-core';
import { routeTemplate } from '../routing/route-resolver.ts';
import type { RoutedRequest } from '../routing/router-internals.ts';
import { unroutedTemplate } from '../routing/unrouted-template.ts';
import type { Settings } from '../settings.ts';
import { responseHeaderAttributes } from './captured-headers.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { RequestRecord } from './request-record.ts';
import { responseBytes, responseHeader, streamKindOf } from './response-facts.ts';
import type { RouteSeries, Series } from './series.ts';
import type { ServerMetrics } from './server-metrics.ts';
import { userAttributes } from './user-attributes.ts';

/** Writes the metrics of a request that is over, and ends its span. May throw what a provider throws. */
export function finishRequest(
  record: RequestRecord,
  span: Span,
  metrics: ServerMetrics,
  settings: Settings,
): void {
  const outcome = outcomeOf(record);
  const route = routeOf(record, outcome, metrics);
  const { request, method, scheme } = record;
  const series = route.get(
    {
      method,
      scheme,
      major: request.httpVersionMajor,
      minor: request.httpVersionMinor,
      status: outcome.status,
      errorType: outcome.errorType,
    },
    metrics.series,
  );
  recordMetrics(record, outcome, route, series, metrics);
  if (span.isRecording()) describeSpan(record, span, outcome, route, series, settings);
  if (record.ownsSpan) span.end();
}

/** A 404 on a route that takes everything says that nobody knew the path. */
const CATCH_ALL = /^\/?\{?\/?(?:\*\w*|\(\.\*\))\}?$/;

function routeOf(record: RequestRecord, outcome: Outcome, metrics: ServerMetrics): RouteSeries {
  const { response, upgradeKind } = record;
  const request = record.request as RoutedRequest;
  if (upgradeKind !== undefined || response === undefined) return metrics.series.route(undefined);
  const template = routeTemplate(request, record.endedAt);
  if (template !== undefined) {
    const isNobodys = outcome.status === 404 && CATCH_ALL.test(template);
    return metrics.series.route(isNobodys ? undefined : template);
  }
  if (outcome.status === undefined || request.app === undefined) {
    return metrics.series.route(undefined);
  }
  const unrouted = unroutedTemplate(request, {
    status: outcome.status,
    hasAllow: request.method === 'OPTIONS' && responseHeader(response, 'allow') !== undefined,
    isFile: isFile(response),
  });
  return metrics.series.route(unrouted?.template, unrouted?.source);
}

/** What `send` gives to every file, and hardly anybody else to anything. */
function isFile(response: ServerResponse): boolean {
  return (
    responseHeader(response, 'last-modified') !== undefined &&
    responseHeader(response, 'cache-control') !== undefined
  );
}

function recordMetrics(
  record: RequestRecord,
  outcome: Outcome,
  route: RouteSeries,
  series: Series,
  metrics: ServerMetrics,
): void {
  const { response, request } = record;
  const seconds = (record.endedAt - record.startedAt) / 1_000;
  const kind = record.upgradeKind ?? streamKindOf(response);
  if (kind !== undefined) {
    metrics.open.noteStream(record, kind);
    metrics.instruments.streamDuration.record(seconds, {
      'http.request.method': record.method.name,
      'url.scheme': record.scheme,
      'fluxora.http.server.stream.kind': kind,
      'http.route': route.template,
      'error.type': outcome.errorType,
    });
    return;
  }
  // The duration of an adopted request is its own instrumentation's to record.
  if (record.ownsSpan) series.recordDuration(seconds);
  const isWhole = record.isCounted ? request.readableEnded : request.complete;
  if (record.requestBytes >= 0 && isWhole) series.recordRequestSize(record.requestBytes);
  const bytes = record.isFinished && response ? responseBytes(response) : undefined;
  if (bytes !== undefined) series.recordResponseSize(bytes);
}

function describeSpan(
  record: RequestRecord,
  span: Span,
  outcome: Outcome,
  route: RouteSeries,
  series: Series,
  settings: Settings,
): void {
  const { response } = record;
  if (settings.userAttributes !== undefined) {
    const attributes = userAttributes(record, settings.userAttributes, settings.providers);
    if (attributes !== undefined) span.setAttributes(attributes);
  }
  if (response !== undefined && settings.responseHeaders.length > 0) {
    span.setAttributes(responseHeaderAttributes(response, settings.responseHeaders));
  }
  span.setAttributes(series.spanAttributes);
  if (record.ownsSpan) {
    const { peerAttributes } = record.connection;
    if (peerAttributes !== undefined) span.setAttributes(peerAttributes);
  }
  const kind = record.upgradeKind ?? streamKindOf(response);
  if (kind !== undefined) span.setAttribute('fluxora.http.server.stream.kind', kind);
  // An upgrade keeps the name under which it was started.
  if (record.upgradeKind === undefined) span.updateName(route.spanName(record.method));
  let message: string | undefined;
  for (const error of outcome.errors) {
    const attributes = exceptionAttributes(error);
    message ??= attributes['exception.message'];
    span.addEvent('exception', attributes as unknown as Attributes);
  }
  if (outcome.isFault) {
    span.setStatus({ code: SpanStatusCode.ERROR, ...(message !== undefined && { message }) });
  }
}
