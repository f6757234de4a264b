/**
 * What must and must not compile. Checked by `tsc -p tsconfig.json`, which fails on an unused `@ts-expect-error`.
 */
import { createCache, type Cache } from 'cache-manager';
import { Redis } from 'ioredis';
import { Keyv } from 'keyv';
import { LRUCache } from 'lru-cache';
import { createClient } from 'redis';
import { cached } from './cached.ts';
import { observeCache, stopObservingCache } from './observe-cache.ts';

const map: Map<string, number> = observeCache('map', new Map<string, number>());
const lru: LRUCache<string, Date> = observeCache('lru', new LRUCache<string, Date>({ max: 5 }));
const keyv: Keyv<string> = observeCache('keyv', new Keyv<string>());
const manager: Cache = observeCache('manager', createCache());
const ioredis: Redis = observeCache('ioredis', new Redis({ lazyConnect: true }));
const client = observeCache('redis', createClient());
const answer: Promise<string | null> = client.get('a');
const bare: Map<string, number> = stopObservingCache(map);
export const typed = [map, lru, keyv, manager, ioredis, answer, bare];

// @ts-expect-error A number is no cache.
observeCache('x', 7);
// @ts-expect-error No such kind.
observeCache('x', new Map(), { kind: 'memcached' });
// @ts-expect-error No such option.
observeCache('x', new Map(), { ttl: 5 });

const site = cached('sites', async (id: string, detail?: boolean) => ({ id, detail }), {
  key: (id, detail) => `${id} ${detail}`,
});
const found: Promise<{ id: string; detail: boolean | undefined }> = site('berlin', true);
const isForgotten: boolean = site.delete('berlin');
site.clear();
site.stop();
// @ts-expect-error The parameters are those of the function.
void site(7);
// @ts-expect-error As are those of delete().
site.delete(7);

const identity = cached('identity', <Value>(value: Value): Value => value);
const same: 'a' = identity('a');

function overloaded(key: string): string;
function overloaded(key: number): number;
function overloaded(key: string | number): string | number {
  return key;
}
const either = cached('overloaded', overloaded);
const [text, number]: [string, number] = [either('a'), either(1)];

class Model {
  readonly factor = 2;
  readonly predict = cached('predict', function (this: Model, hours: number) {
    return hours * this.factor;
  });
}
const predicted: number = new Model().predict(24);
// @ts-expect-error The receiver is that of the function.
(void 0, new Model().predict).call({}, 24);
export const results = [found, isForgotten, same, text, number, predicted];
