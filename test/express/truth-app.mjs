import { fileURLToPath } from 'node:url';

/** The app of the truth table, for any version of Express. Plain JavaScript, so that child processes and bundles can load it. */
export function buildTruthApp(express, { before = [], after = [], version }) {
  const app = express();
  // Keeps Express's own error handler from printing.
  app.set('env', 'test');
  for (const middleware of before) app.use(middleware);
  app.use(express.json());
  addPlainRoutes(app, version);
  addMounts(app, express);
  addFailures(app);
  addStreams(app);
  for (const middleware of after) app.use(middleware);
  return app;
}

function addPlainRoutes(app, version) {
  const answer = (req, res) => res.json({ ok: true });
  app.get('/', answer);
  app.get('/users/:id', answer);
  app.post('/users', (req, res) => res.status(201).json(req.body));
  app.get(['/array/one', '/array/:two/x'], answer);
  app.get(/^\/rx\/(\d+)$/, answer);
  app.purge('/users/:id', answer);
  app.options('/own-options', (req, res) => res.sendStatus(204));
  app.get('/passes-on/:id', (req, res, next) => next());
  app.get(version === 4 ? '/wild/*' : '/wild/*rest', answer);
  app.all(version === 4 ? '/guarded/*' : '/guarded/*rest', (req, res, next) => next());
  app.get('/guarded/:id', answer);
  app.use('/mw', (req, res, next) => next());
  app.use('/graphql', (req, res) => res.json({ data: {} }));
}

function addMounts(app, express) {
  const items = express.Router({ mergeParams: true });
  items.get('/', (req, res) => res.json({ tenant: req.params.tenant }));
  items.get('/items/:item', (req, res) => res.json(req.params));
  items.get('/failing', () => {
    throw new RangeError('below a mount');
  });
  app.use('/api/:tenant', items);
  app.use(['/v1', '/v2'], items);

  const inner = express.Router();
  inner.get('/c/:d', (req, res) => res.json(req.params));
  const outer = express.Router();
  outer.use('/b', inner);
  app.use('/a', outer);

  const guarded = express.Router();
  guarded.use((req, res, next) => (req.query.key ? next() : res.sendStatus(401)));
  guarded.get('/secret', (req, res) => res.send('secret'));
  app.use('/guarded-router', guarded);

  const sub = express();
  sub.set('env', 'test');
  sub.get('/deep/:x', (req, res) => res.json(req.params));
  sub.get('/failing/:x', () => {
    throw new RangeError('in a mounted app');
  });
  app.use('/sub', sub);

  const wrapped = express.Router();
  wrapped.get('/things/:id', (req, res) => res.json(req.params));
  app.use('/wrapped/:tenant', (req, res, next) => wrapped(req, res, next));

  app.use('/files', express.static(fileURLToPath(new URL('static', import.meta.url))));
}

class QuotaError extends Error {
  name = 'QuotaError';
}

function addFailures(app) {
  app.get('/throws/:id', () => {
    throw new QuotaError('no quota left');
  });
  app.get('/rejects', async () => {
    throw new QuotaError('rejected');
  });
  app.get('/next-error', (req, res, next) => next(new QuotaError('passed on')));
  app.get('/throws-text', () => {
    throw 'just text';
  });
  app.get('/not-found/:id', (req, res, next) =>
    next(Object.assign(new Error('no such user'), { status: 404 })),
  );
  app.get('/recovered/:id', (req, res, next) => next(new QuotaError('recovered')));
  app.use('/recovered', (error, req, res, _next) => res.status(422).json({ error: 'quota' }));
  app.get('/sends-500', (req, res) => res.status(500).send('sorry'));
}

function addStreams(app) {
  app.get('/hangs/:id', () => {});
  app.get('/streams/:id', (req, res) => {
    res.write('first');
  });
  app.get('/destroys-with-error', (req, res) => {
    res.write('first');
    setImmediate(() => res.destroy(new QuotaError('half way')));
  });
  app.get('/destroys', (req, res) => {
    res.write('first');
    setImmediate(() => res.destroy());
  });
  app.get('/fails-half-way', (req, res) => {
    res.write('first');
    setImmediate(() => req.next(new QuotaError('after the head')));
  });
  app.get('/events', (req, res) => {
    res.writeHead(200, { 'Content-Type': 'text/event-stream' });
    res.write('data: 1\n\n');
  });
  app.get('/chunks', (req, res) => {
    res.write('first');
    res.write('second');
    res.end();
  });
}
