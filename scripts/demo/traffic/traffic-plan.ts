import { createHash, randomBytes } from 'node:crypto';
import type { ClientBehaviour, PlannedRequest } from './planned-request.ts';

type Draft = Pick<PlannedRequest, 'method' | 'target'> &
  Partial<Pick<PlannedRequest, 'route' | 'status' | 'behaviour' | 'body' | 'isIgnored'>>;

const SITES = ['hamburg', 'rotterdam', 'sevilla', 'lyon', 'gdansk', 'trondheim', 'zaragoza'];
const VARIABLES = ['load', 'solar', 'wind'];
const HORIZONS = ['PT1H', 'PT24H', 'P7D'];
/** Every fourth of them pays for more. */
const USERS = Array.from({ length: 37 }, (_, index) => ({
  id: `user-${index}@example.com`,
  plan: index % 4 === 0 ? ('pro' as const) : ('basic' as const),
}));
const FORECAST = '/sites/:site/forecasts/:variable';
const NOWCASTS = '/sites/:site/nowcasts/:variable';
const EXPORTS = '/exports/:variable';
const PORTFOLIO = '/portfolio/:variable';

/** The demo's requests: every route and every way to end, in an order that looks like life and is the same each time. Only trace ids differ. */
export function planTraffic(): PlannedRequest[] {
  const drafts = [
    ...forecasts(),
    ...everyday(),
    ...slow(),
    ...failing(),
    ...unusual(),
    ...streams(),
  ];
  return shuffled(drafts).map((draft, id) => ({
    isIgnored: false,
    behaviour: { kind: 'read' },
    ...draft,
    id,
    user: USERS[id % USERS.length] as PlannedRequest['user'],
    // Every third request belongs to a trace that began elsewhere.
    ...(id % 3 === 0 ? { traceId: randomBytes(16).toString('hex') } : {}),
  }));
}

function forecasts(): Draft[] {
  const asked = SITES.flatMap((site) =>
    VARIABLES.flatMap((variable) =>
      HORIZONS.map((horizon) => `/sites/${site}/forecasts/${variable}?horizon=${horizon}`),
    ),
  );
  const distinct = asked.map((target) => ({ method: 'GET', target, route: FORECAST, status: 200 }));
  const again = repeat(2, distinct.slice(0, 48));
  const quantiles = repeat(12, [
    {
      method: 'GET',
      target: '/sites/hamburg/forecasts/wind?quantiles=0.05,0.25,0.75,0.95',
      route: FORECAST,
      status: 200,
    },
  ]);
  return [...distinct, ...again, ...quantiles];
}

function everyday(): Draft[] {
  const reading = { time: '2026-01-05T10:15:00Z', variable: 'solar', megawatts: 12.5 };
  return [
    ...repeat(40, [{ method: 'GET', target: '/sites?page=1', route: '/sites', status: 200 }]),
    ...SITES.map((site) => ({
      method: 'GET',
      target: `/sites/${site}`,
      route: '/sites/:site',
      status: 200,
    })),
    ...repeat(20, [{ method: 'HEAD', target: '/sites', route: '/sites', status: 200 }]),
    ...SITES.map((site) => ({
      method: 'GET',
      target: `/sites/${site}/weather`,
      route: '/sites/:site/weather',
      status: 200,
    })),
    ...SITES.map((site) => ({
      method: 'POST',
      target: `/sites/${site}/readings`,
      route: '/sites/:site/readings',
      status: 202,
      body: { readings: [reading, { ...reading, time: '2026-01-05T10:30:00Z' }] },
    })),
    ...repeat(
      5,
      ['/livez', '/readyz', '/healthz'].map((target) => ({
        method: 'GET',
        target,
        status: 200,
        isIgnored: true,
      })),
    ),
  ];
}

function slow(): Draft[] {
  return VARIABLES.flatMap((variable) =>
    repeat(2, [
      {
        method: 'GET',
        target: `/portfolio/${variable}?horizon=P7D`,
        route: PORTFOLIO,
        status: 200,
      },
    ]),
  );
}

function failing(): Draft[] {
  return [
    ...repeat(8, [
      {
        method: 'GET',
        target: '/sites/nordsee-2/weather',
        route: '/sites/:site/weather',
        status: 502,
      },
    ]),
    ...repeat(8, [
      {
        method: 'GET',
        target: '/sites/lyon/forecasts/load?horizon=tomorrow',
        route: FORECAST,
        status: 400,
      },
    ]),
    ...repeat(5, [
      {
        method: 'POST',
        target: '/sites/lyon/readings',
        route: '/sites/:site/readings',
        status: 400,
        body: '{ "readings": [',
      },
    ]),
    ...repeat(6, [
      { method: 'GET', target: '/sites/lyon/forecasts/price', route: FORECAST, status: 404 },
    ]),
  ];
}

/** Requests that no route answers; what looks like a route in their path must not become one. */
function unusual(): Draft[] {
  return [
    ...repeat(12, [{ method: 'GET', target: '/sites/atlantis', status: 404 }]),
    ...repeat(6, [{ method: 'GET', target: '/sites/lyon/no-such-thing', status: 404 }]),
    ...repeat(12, [{ method: 'GET', target: '/wp-login.php', status: 404 }]),
    ...repeat(3, [{ method: 'GET', target: '/sites/%E0%A4%A', status: 400 }]),
    ...repeat(3, [{ method: 'PURGE', target: '/sites', status: 404 }]),
  ];
}

function streams(): Draft[] {
  const listen = (durationMs: number): ClientBehaviour => ({ kind: 'listen', durationMs });
  return [
    ...VARIABLES.flatMap((variable, index) =>
      repeat(2, [
        {
          method: 'GET',
          target: `/sites/hamburg/nowcasts/${variable}?interval=50`,
          route: NOWCASTS,
          status: 200,
          behaviour: listen(600 + 300 * index),
        },
      ]),
    ),
    ...VARIABLES.map((variable) => ({
      method: 'GET',
      target: `/exports/${variable}?horizon=PT24H`,
      route: EXPORTS,
      status: 200,
    })),
    ...repeat(4, [
      {
        method: 'GET',
        target: '/exports/load?horizon=P7D',
        route: EXPORTS,
        status: 200,
        behaviour: { kind: 'abort_during' as const },
      },
    ]),
    ...repeat(4, [
      {
        method: 'GET',
        target: '/portfolio/wind?horizon=P7D',
        route: PORTFOLIO,
        behaviour: { kind: 'abort_before' as const, afterMs: 15 },
      },
    ]),
  ];
}

function repeat<Item>(times: number, items: readonly Item[]): Item[] {
  return Array.from({ length: times }, () => items).flat();
}

/** Ordered by a hash of position and content: mixed, and the same each time. */
function shuffled(drafts: readonly Draft[]): Draft[] {
  return drafts
    .map((draft, index) => ({ draft, key: digest(`${index} ${draft.target}`) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ draft }) => draft);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
