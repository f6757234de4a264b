/** One request and what telemetry has to say about it. */
export interface TruthRow {
  readonly title: string;
  readonly request: {
    readonly method?: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    /** Cut the connection once the handler has been reached, or once the first bytes have come. */
    readonly abort?: 'before' | 'during';
  };
  readonly name: string;
  readonly route?: string | undefined;
  readonly source?: string;
  readonly status?: number | undefined;
  readonly errorType?: string;
  readonly spanStatus?: 'unset' | 'error';
  /** Types of the exceptions on the span. */
  readonly exceptions?: readonly string[];
  readonly method?: string;
  readonly methodOriginal?: string;
  readonly stream?: string;
}

/**
 * What can be known depends on the generation: only `router` 2.3 tells errors without an error middleware, and Express 4
 * answers a rejected promise never.
 */
export interface Generation {
  readonly version: 4 | 5;
  /** Whether errors are known: `router` 2.3, or `expressErrorTelemetry()`. */
  readonly knowsErrors: boolean;
}

export function truthTable({ version, knowsErrors }: Generation): TruthRow[] {
  const is5 = version === 5;
  const wild = is5 ? '/*rest' : '/*';
  const failed = (type: string) =>
    ({
      status: 500,
      spanStatus: 'error',
      errorType: knowsErrors ? type : '500',
      exceptions: knowsErrors ? [type] : [],
    }) as const;
  return [
    { title: 'the root', request: { path: '/' }, name: 'GET /', route: '/' },
    { title: 'the root with a query', request: { path: '/?q=1' }, name: 'GET /', route: '/' },
    row('a parameter', '/users/42', '/users/:id'),
    row('a parameter and a query', '/users/42?x=1&x=2', '/users/:id'),
    {
      title: 'HEAD on a GET route',
      request: { method: 'HEAD', path: '/users/42' },
      name: 'HEAD /users/:id',
      route: '/users/:id',
      method: 'HEAD',
    },
    {
      title: 'POST with a body',
      request: {
        method: 'POST',
        path: '/users',
        headers: { 'content-type': 'application/json' },
        body: '{"name":"Ada"}',
      },
      name: 'POST /users',
      route: '/users',
      status: 201,
      method: 'POST',
    },
    row('a trailing slash', '/users/42/', '/users/:id'),
    row('another spelling', '/USERS/42', '/users/:id'),
    row('a route below a mount with a parameter', '/api/acme/items/9', '/api/:tenant/items/:item'),
    row('the root of a mount', '/api/acme', '/api/:tenant'),
    row('the root of a mount with a query', '/api/acme?q=1', '/api/:tenant'),
    row('the same router on an array of mounts', '/v2/items/9', '/v2/items/:item'),
    row('two routers deep', '/a/b/c/7', '/a/b/c/:d'),
    row('a mounted app', '/sub/deep/1', '/sub/deep/:x'),
    row('the first of an array', '/array/one', '/array/one'),
    row('the second of an array', '/array/2/x', '/array/:two/x'),
    row('a regular expression', '/rx/12', String.raw`/^\/rx\/(\d+)$/`),
    row('a wildcard', '/wild/a/b/c', `/wild${wild}`),
    row('the later of two routes', '/guarded/1', '/guarded/:id'),
    row('a router behind a function', '/wrapped/acme/things/1', '/wrapped/:tenant/things/:id'),
    { ...row('a function on a path', '/graphql', '/graphql'), source: 'mount' },
    { ...row('a static file', '/files/file.txt', '/files/*'), source: 'static' },

    notFound('an unknown path', '/nowhere'),
    notFound('an unknown path below a mount', '/api/acme/nowhere'),
    notFound('an unknown path below a middleware', '/mw/x'),
    notFound('a missing static file', '/files/none.txt'),
    notFound('an unknown path in a mounted app', '/sub/nowhere'),
    {
      ...notFound('a route that passes on to nobody', '/passes-on/1'),
      name: 'GET /passes-on/:id',
      route: '/passes-on/:id',
    },
    {
      title: 'refused by the guard of a router',
      request: { path: '/guarded-router/secret' },
      name: 'GET',
      status: 401,
    },
    {
      title: 'a malformed URL',
      request: { path: '/users/%E0%A4%A' },
      name: 'GET',
      status: 400,
    },
    {
      title: 'an error that asks for 404',
      request: { path: '/not-found/1' },
      name: 'GET /not-found/:id',
      route: '/not-found/:id',
      status: 404,
    },

    {
      title: 'the automatic answer to OPTIONS',
      request: { method: 'OPTIONS', path: '/users/42' },
      name: 'OPTIONS /users/:id',
      route: '/users/:id',
      source: 'automatic_options',
      method: 'OPTIONS',
    },
    {
      title: 'the automatic answer to OPTIONS below a mount',
      request: { method: 'OPTIONS', path: '/api/acme/items/9' },
      name: 'OPTIONS /api/:tenant/items/:item',
      route: '/api/:tenant/items/:item',
      source: 'automatic_options',
      method: 'OPTIONS',
    },
    {
      title: 'OPTIONS with a route of its own',
      request: { method: 'OPTIONS', path: '/own-options' },
      name: 'OPTIONS /own-options',
      route: '/own-options',
      status: 204,
      method: 'OPTIONS',
    },
    {
      title: 'a method that HTTP does not define',
      request: { method: 'PURGE', path: '/users/42' },
      name: 'HTTP /users/:id',
      route: '/users/:id',
      method: '_OTHER',
      methodOriginal: 'PURGE',
    },

    { ...row('a thrown error', '/throws/1', '/throws/:id'), ...failed('QuotaError') },
    { ...row('an error passed on', '/next-error', '/next-error'), ...failed('QuotaError') },
    ...(is5 ? [{ ...row('a rejection', '/rejects', '/rejects'), ...failed('QuotaError') }] : []),
    { ...row('thrown text', '/throws-text', '/throws-text'), ...failed('_OTHER') },
    {
      ...row('an error below a mount', '/api/acme/failing', '/api/:tenant/failing'),
      ...failed('RangeError'),
    },
    {
      ...row('an error that left a mounted app', '/sub/failing/1', '/sub/failing/:x'),
      ...failed('RangeError'),
    },
    {
      ...row('an answer of 500', '/sends-500', '/sends-500'),
      status: 500,
      errorType: '500',
      spanStatus: 'error',
    },

    {
      title: 'a client that leaves before the answer',
      request: { path: '/hangs/1', abort: 'before' },
      name: 'GET /hangs/:id',
      route: '/hangs/:id',
      status: undefined,
      errorType: 'client_disconnect',
    },
    {
      title: 'a client that leaves during the answer',
      request: { path: '/streams/1', abort: 'during' },
      name: 'GET /streams/:id',
      route: '/streams/:id',
      status: 200,
      errorType: 'client_disconnect',
    },
    {
      title: 'a response destroyed with an error',
      request: { path: '/destroys-with-error' },
      name: 'GET /destroys-with-error',
      route: '/destroys-with-error',
      status: 200,
      errorType: 'QuotaError',
      spanStatus: 'error',
      exceptions: ['QuotaError'],
    },
    {
      title: 'a response destroyed without an error',
      request: { path: '/destroys' },
      name: 'GET /destroys',
      route: '/destroys',
      status: 200,
      errorType: 'server_disconnect',
      spanStatus: 'error',
    },
    {
      title: 'an error after the head was sent',
      request: { path: '/fails-half-way' },
      name: 'GET /fails-half-way',
      route: '/fails-half-way',
      status: 200,
      spanStatus: 'error',
      errorType: knowsErrors ? 'QuotaError' : 'server_disconnect',
      exceptions: knowsErrors ? ['QuotaError'] : [],
    },
    {
      title: 'an error that the host turned into a 4xx',
      request: { path: '/recovered/1' },
      name: 'GET /recovered/:id',
      route: '/recovered/:id',
      status: 422,
      exceptions: knowsErrors && is5 ? ['QuotaError'] : [],
    },
    row('an answer in chunks', '/chunks', '/chunks'),
    {
      title: 'server-sent events',
      request: { path: '/events', abort: 'during' },
      name: 'GET /events',
      route: '/events',
      status: 200,
      errorType: 'client_disconnect',
      stream: 'server_sent_events',
    },
  ];
}

function row(title: string, path: string, route: string): TruthRow {
  return { title, request: { path }, name: `GET ${route}`, route };
}

function notFound(title: string, path: string): TruthRow {
  return { title, request: { path }, name: 'GET', status: 404 };
}
