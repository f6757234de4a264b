import { isObject, looksLike, numberOf, part, stringOf, type Duck } from '../duck.ts';
import { errorType } from '../../spans/error-type.ts';
import { listen } from '../listen.ts';
import { Loans } from '../loans.ts';
import type { PoolKind } from '../pool-kind.ts';
import { placeOfUrl, serverName } from '../server-name.ts';

interface TarnPool extends Duck {
  numUsed(): number;
  numFree(): number;
  numPendingAcquires(): number;
  numPendingValidations(): number;
}

/** The places of knex's pools: tarn itself does not know where its connections go. */
const places = new WeakMap<object, () => string>();

/** tarn 3, alone or inside of knex 3. Its events tell everything. */
export const tarnPool: PoolKind<'tarn'> = {
  name: 'tarn',
  find(value) {
    if (isTarn(value)) return value;
    const client = part(value, 'client');
    if (!isTarn(client.pool)) return undefined;
    places.set(client.pool, () => placeOfKnex(client));
    return client.pool;
  },
  nameOf: (pool) => places.get(pool)?.() ?? 'tarn',
  watch(pool, recorder) {
    const loans = new Loans(recorder);
    const started = new Map<unknown, number>();
    const start = (id: unknown): void => void started.set(id, performance.now());
    const secondsSince = (id: unknown): number | undefined => {
      const since = started.get(id);
      started.delete(id);
      return since === undefined ? undefined : (performance.now() - since) / 1_000;
    };
    const stop = listen(pool, {
      acquireRequest: start,
      acquireSuccess(id, resource) {
        const seconds = secondsSince(id);
        if (seconds !== undefined) recorder.waited(seconds);
        loans.begin(resource);
      },
      acquireFail(id, error) {
        started.delete(id);
        // By its class: it gives its errors no name.
        if (errorType(error) === 'TimeoutError') recorder.timedOut();
      },
      createRequest: start,
      createSuccess(id) {
        const seconds = secondsSince(id);
        if (seconds !== undefined) recorder.created(seconds);
      },
      createFail: (id) => void started.delete(id),
      release: (resource) => void loans.end(resource),
    });
    return {
      countsTimeouts: true,
      read(each) {
        const now = each as TarnPool;
        if (now.destroyed === true) return undefined;
        // What is being validated counts as used there; the request for it still waits.
        const validating = now.numPendingValidations();
        return {
          used: Math.max(0, now.numUsed() - validating),
          idle: now.numFree(),
          pending: now.numPendingAcquires() + validating,
          max: numberOf(now.max),
        };
      },
      stop,
    };
  },
};

function isTarn(value: unknown): value is TarnPool {
  return looksLike(value, {
    numUsed: 'function',
    numFree: 'function',
    numPendingAcquires: 'function',
    numPendingValidations: 'function',
    on: 'function',
    removeListener: 'function',
  });
}

function placeOfKnex(client: Duck): string {
  const { connection } = part(client, 'config');
  const options = isObject(connection) ? (connection as Duck) : {};
  const place = placeOfUrl(connection) ?? placeOfUrl(options.connectionString) ?? options;
  return serverName(place, { fallback: stringOf(part(client, 'config').client) ?? 'knex' });
}
