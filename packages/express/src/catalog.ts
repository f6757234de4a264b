import { defineCatalog } from '@fluxora/telemetry-core';

/** Values of `http.request.method`: RFC 9110, PATCH and QUERY. Everything else is `_OTHER`. */
export const HTTP_METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'CONNECT',
  'TRACE',
  'QUERY',
  '_OTHER',
] as const;

/** Of answered requests. What belongs to none of them has no `http.route`. */
const ANSWERED = {
  'http.request.method': 'required',
  'url.scheme': 'required',
  'http.route': 'recommended',
  'http.response.status_code': 'recommended',
  'error.type': 'recommended',
  'network.protocol.version': 'recommended',
} as const;

const STREAMED = {
  'http.request.method': 'required',
  'url.scheme': 'required',
  'fluxora.http.server.stream.kind': 'required',
} as const;

const REQUESTED = {
  'http.request.method': 'required',
  'http.request.method_original': 'recommended',
  'http.request.header.*': 'opt_in',
  'url.scheme': 'required',
  'url.path': 'required',
  'url.query': 'recommended',
  'server.address': 'recommended',
  'server.port': 'recommended',
  'client.address': 'recommended',
  'network.peer.address': 'recommended',
  'network.peer.port': 'recommended',
  'network.protocol.version': 'recommended',
  'user_agent.original': 'recommended',
  'error.type': 'recommended',
} as const;

const BYTES = [
  0, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864,
  268_435_456,
] as const;

/** Everything that this package emits, by OpenTelemetry semantic conventions 1.45 where they have a word for it. */
export const httpServerCatalog = defineCatalog({
  name: '@fluxora/telemetry-express',
  version: '0.1.0',
  attributes: {
    'http.request.method': {
      values: HTTP_METHODS,
      description: 'Method of the request; `_OTHER` for one that HTTP does not define.',
    },
    'http.request.method_original': {
      type: 'string',
      description: 'The method as it was sent, when `http.request.method` is `_OTHER`.',
    },
    'http.request.header.*': {
      type: 'string[]',
      description: 'Request headers on the allow-list `captureHeaders.request`.',
    },
    'http.response.header.*': {
      type: 'string[]',
      description: 'Response headers on the allow-list `captureHeaders.response`.',
    },
    'http.response.status_code': {
      type: 'int',
      maxValues: 100,
      description: 'Status that was sent. Absent when nothing was.',
    },
    'http.route': {
      type: 'string',
      maxValues: 500,
      description:
        'Template of the route, mounts included, as written in the code. Absent when no route matched.',
    },
    'fluxora.http.route.source': {
      values: ['mount', 'static', 'automatic_options'],
      description:
        'What answered when it was no route: a function mounted below a path, a static file, or the automatic OPTIONS answer.',
    },
    'url.scheme': { values: ['http', 'https'], description: 'Scheme of the request.' },
    'url.path': { type: 'string', description: 'Path of the request.' },
    'url.query': {
      type: 'string',
      description: 'Query of the request; the values of secret parameters are REDACTED.',
    },
    'server.address': { type: 'string', description: 'Host that the client asked for.' },
    'server.port': { type: 'int', description: 'Port that the client asked for.' },
    'client.address': {
      type: 'string',
      description: 'Address of the client; from forwarding headers only when they are trusted.',
    },
    'network.peer.address': { type: 'string', description: 'Address of the connection.' },
    'network.peer.port': { type: 'int', description: 'Port of the connection.' },
    'network.protocol.version': {
      values: ['1.0', '1.1', '2', '3'],
      description: 'Version of HTTP.',
    },
    'user_agent.original': { type: 'string', description: 'The User-Agent header.' },
    'error.type': {
      type: 'string',
      maxValues: 200,
      description:
        'Class of the error, the 5xx status, `client_disconnect` or `server_disconnect`. Absent on success and on 4xx.',
    },
    'fluxora.http.server.stream.kind': {
      values: ['server_sent_events', 'multipart', 'websocket', 'upgrade'],
      description: 'What kind of stream it is.',
    },
    'fluxora.express.handler.name': {
      type: 'string',
      description: 'Name of the function; `<anonymous>` when it has none.',
    },
    'fluxora.express.handler.kind': {
      values: ['middleware', 'route', 'error', 'param'],
      description: 'What the function is for.',
    },
  },
  signals: {
    request: {
      name: 'http.server',
      kind: 'span',
      spanKind: 'server',
      description: 'One request, from its headers until its response is finished or gone.',
      stability: 'stable',
      requirement: 'required',
      attributes: {
        ...REQUESTED,
        'http.route': 'recommended',
        'fluxora.http.route.source': 'recommended',
        'http.response.status_code': 'recommended',
        'http.response.header.*': 'opt_in',
        'fluxora.http.server.stream.kind': 'recommended',
      },
    },
    upgrade: {
      name: 'fluxora.http.server.upgrade',
      kind: 'span',
      spanKind: 'server',
      description: 'One upgraded connection (WebSocket), from its handshake until it is closed.',
      stability: 'development',
      attributes: { ...REQUESTED, 'fluxora.http.server.stream.kind': 'required' },
    },
    handler: {
      name: 'fluxora.express.handler',
      kind: 'span',
      spanKind: 'internal',
      description: 'One middleware or handler, until it passes on or the response is finished.',
      stability: 'development',
      requirement: 'opt_in',
      attributes: {
        'fluxora.express.handler.name': 'required',
        'fluxora.express.handler.kind': 'required',
        'error.type': 'recommended',
      },
    },
    requestDuration: {
      name: 'http.server.request.duration',
      kind: 'histogram',
      unit: 's',
      description: 'Duration of HTTP server requests, streams excepted.',
      stability: 'stable',
      requirement: 'required',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
      attributes: ANSWERED,
    },
    activeRequests: {
      name: 'http.server.active_requests',
      kind: 'observableUpDownCounter',
      unit: '{request}',
      description: 'Number of active HTTP server requests, streams included.',
      stability: 'development',
      attributes: { 'http.request.method': 'required', 'url.scheme': 'required' },
    },
    requestBodySize: {
      name: 'http.server.request.body.size',
      kind: 'histogram',
      unit: 'By',
      description: 'Size of HTTP server request bodies, of requests that have one.',
      stability: 'development',
      buckets: BYTES,
      attributes: ANSWERED,
    },
    responseBodySize: {
      name: 'http.server.response.body.size',
      kind: 'histogram',
      unit: 'By',
      description: 'Size of HTTP server response bodies whose length is declared.',
      stability: 'development',
      buckets: BYTES,
      attributes: ANSWERED,
    },
    activeStreams: {
      name: 'fluxora.http.server.stream.active',
      kind: 'observableUpDownCounter',
      unit: '{stream}',
      description: 'Number of open streams: server-sent events, multipart streams and upgrades.',
      stability: 'development',
      attributes: STREAMED,
    },
    streamDuration: {
      name: 'fluxora.http.server.stream.duration',
      kind: 'histogram',
      unit: 's',
      description: 'Duration of streams, which the request duration leaves out.',
      stability: 'development',
      buckets: [0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 14_400, 86_400],
      attributes: { ...STREAMED, 'http.route': 'recommended', 'error.type': 'recommended' },
    },
  },
});
