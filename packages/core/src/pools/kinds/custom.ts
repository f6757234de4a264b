import { isObject, numberOf, type Duck } from '../duck.ts';
import type { PoolKind, PoolReading } from '../pool-kind.ts';

const MEMBERS = ['used', 'idle', 'pending', 'max', 'idleMax', 'idleMin'] as const;

/** A pool that only its owner can read. */
export function customPool(read: (pool: object) => object): PoolKind<'custom'> {
  return {
    name: 'custom',
    find: (value) => value,
    nameOf: () => 'pool',
    watch: () => ({
      countsTimeouts: false,
      read(pool): PoolReading {
        const reading = read(pool);
        if (!isObject(reading)) throw new TypeError(`read gave ${typeof reading}, not an object`);
        const values = MEMBERS.map((member) => [member, (reading as Duck)[member]] as const);
        const wrong = values.find(
          ([, value]) => value !== undefined && numberOf(value) === undefined,
        );
        if (wrong) throw new TypeError(`read gave ${wrong[0]}: ${String(wrong[1])}`);
        if (values.every(([, value]) => value === undefined)) {
          throw new TypeError('read gave none of used, idle, pending, max, idleMax, idleMin');
        }
        return Object.fromEntries(values);
      },
      stop: () => undefined,
    }),
  };
}
