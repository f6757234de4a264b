import http from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type express from 'express';

/** What a host can see of itself while it serves one request. */
export interface HostView {
  /** Events of request and response, in order, with whether the response was open. */
  readonly events: string[];
  /** Own keys of request and response, as the handler finds them. */
  readonly keys: Record<string, string[]>;
  readonly listenerCounts: Record<string, number>;
  /** What reached the host's error middleware. */
  readonly errors: unknown[];
  readonly enumerated: Record<string, string[]>;
}

export interface ObservedApp {
  readonly port: number;
  /** What the host saw of the last request. */
  view(): HostView;
  close(): Promise<void>;
}

const EVENTS = ['end', 'close', 'error', 'aborted', 'finish', 'pipe', 'drain'] as const;

/** An app that watches itself, for any version of Express. */
export async function observeApp(
  make: typeof express,
  before: readonly express.RequestHandler[] = [],
  after: readonly express.ErrorRequestHandler[] = [],
): Promise<ObservedApp> {
  let view = emptyView();
  const app = make();
  app.set('env', 'test');
  const server = http.createServer((request, response) => {
    view = emptyView();
    note(view, request, response);
    app(request, response);
  });
  for (const middleware of before) app.use(middleware);
  addRoutes(app, make);
  for (const middleware of after) app.use(middleware);
  app.use(((error, req, res, next) => {
    view.errors.push(error instanceof Error ? `${error.name}: ${error.message}` : error);
    next(error);
  }) as express.ErrorRequestHandler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    view: () => view,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function emptyView(): HostView {
  return { events: [], keys: {}, listenerCounts: {}, errors: [], enumerated: {} };
}

function note(view: HostView, request: http.IncomingMessage, response: http.ServerResponse): void {
  for (const event of EVENTS) {
    view.listenerCounts[`request ${event}`] = request.listenerCount(event);
    view.listenerCounts[`response ${event}`] = response.listenerCount(event);
  }
  view.listenerCounts['server request'] = serverOf(request).listenerCount('request');
  view.listenerCounts['server upgrade'] = serverOf(request).listenerCount('upgrade');
  view.enumerated.request = Object.keys(request);
  view.enumerated.response = Object.keys(response);
  view.keys.request = ownKeys(request);
  view.keys.response = ownKeys(response);
  for (const event of EVENTS) {
    request.on(event, () => view.events.push(`request ${event}`));
    response.on(event, () => {
      const { writableEnded, writableFinished, destroyed, headersSent } = response;
      view.events.push(
        `response ${event} ${JSON.stringify({ writableEnded, writableFinished, destroyed, headersSent })}`,
      );
    });
  }
}

function serverOf(request: http.IncomingMessage): http.Server {
  return (request.socket as unknown as { server: http.Server }).server;
}

function ownKeys(target: object): string[] {
  return Reflect.ownKeys(target).map(String).toSorted();
}

function addRoutes(app: express.Express, make: typeof express): void {
  app.use(make.json());
  app.use(make.urlencoded({ extended: false }));
  app.get('/', (req, res) => void res.send('root'));
  app.get('/json/:id', (req, res) => void res.json({ id: req.params.id, query: req.query }));
  app.post('/echo', (req, res) => void res.status(201).json(req.body));
  app.post('/raw', (req, res) => {
    let text = '';
    req.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    req.on('end', () => res.send(text));
  });
  app.post('/unread', (req, res) => void res.send('not read'));
  app.get('/etag', (req, res) => void res.set('ETag', '"1"').send('tagged'));
  app.get('/redirect', (req, res) => res.redirect('/json/1'));
  app.get('/empty', (req, res) => void res.sendStatus(204));
  app.get('/chunks', (req, res) => {
    res.write('a');
    setImmediate(() => res.end('b'));
  });
  app.get('/trailers', (req, res) => {
    res.setHeader('Trailer', 'X-Sum');
    res.write('a');
    res.addTrailers({ 'X-Sum': '1' });
    res.end();
  });
  app.get('/head-only', (req, res) => void res.writeHead(200, { 'X-A': '1' }).end('body'));
  app.get('/cookies', (req, res) => void res.cookie('a', '1').cookie('b', '2').send('ok'));
  app.get('/throws', () => {
    throw new RangeError('thrown');
  });
  app.get('/passes-on', (req, res, next) => next(new TypeError('passed on')));
  app.get('/teapot', (req, res, next) =>
    next(Object.assign(new Error('short and stout'), { status: 418 })),
  );
  app.get('/throws-text', () => {
    throw 'text';
  });
  app.get('/hangs', () => {});
  app.get('/destroys', (req, res) => {
    res.write('a');
    setImmediate(() => res.destroy(new Error('destroyed')));
  });
  const router = make.Router({ mergeParams: true });
  router.get('/items/:item', (req, res) => void res.json({ ...req.params, base: req.baseUrl }));
  app.use('/api/:tenant', router);
}
