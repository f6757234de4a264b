import { differs, type PromiseCheck } from './promise-check.ts';
import { total } from './total.ts';

const CHECKS = ['readings-database', 'weather-provider', 'forecast-cache'];

/** What the service depends on: its cache, its database, and whether they are well. */
export const dependencyPromises: readonly PromiseCheck[] = [
  {
    promise: 'fluxora.cache.requests agrees with what the client saw of the cache',
    breaches: ({ sent, metric }) =>
      ['hit', 'miss'].flatMap((outcome) =>
        differs(
          `forecasts, ${outcome}`,
          total(
            metric('fluxora.cache.requests'),
            ({ attributes }) =>
              attributes['fluxora.cache.name'] === 'forecasts' &&
              attributes['fluxora.cache.outcome'] === outcome,
          ),
          sent.filter(({ cache }) => cache === outcome).length,
        ),
      ),
  },
  {
    promise: 'every look-up of the weather is a hit, a miss, coalesced or an error',
    breaches: ({ sent, metric }) =>
      differs(
        'weather',
        total(
          metric('fluxora.cache.requests'),
          ({ attributes }) => attributes['fluxora.cache.name'] === 'weather',
        ),
        sent.filter(({ planned }) => planned.route === '/sites/:site/weather').length,
      ),
  },
  {
    promise: 'the connection pool tells who uses it, and nobody does any more',
    breaches: ({ sent, metric }) => [
      ...(metric('db.client.connection.count')
        ? []
        : ['db.client.connection.count did not arrive']),
      ...differs(
        'connections in use',
        total(
          metric('db.client.connection.count'),
          ({ attributes }) => attributes['db.client.connection.state'] === 'used',
        ),
        0,
      ),
      ...differs(
        'at least one use for every upload',
        total(metric('db.client.connection.use_time')) >=
          sent.filter(({ status }) => status === 202).length,
        true,
      ),
    ],
  },
  {
    promise: 'each health check is a metric, and says pass',
    breaches: ({ metric }) =>
      CHECKS.flatMap((name) =>
        differs(
          `${name}, pass`,
          total(
            metric('fluxora.health.status'),
            ({ attributes }) =>
              attributes['fluxora.health.check.name'] === name &&
              attributes['fluxora.health.status'] === 'pass',
          ),
          1,
        ),
      ),
  },
];
