import { genericPool } from './kinds/generic-pool.ts';
import { ioredisClient, ioredisCluster } from './kinds/ioredis.ts';
import { mongoClient } from './kinds/mongodb.ts';
import { mysql2Pool } from './kinds/mysql2.ts';
import { nodeRedisClient, nodeRedisPool } from './kinds/node-redis.ts';
import { pgPool } from './kinds/pg.ts';
import { tarnPool } from './kinds/tarn.ts';

/** Every kind that is known by what it has. No two take the same object. */
export const POOL_KINDS = [
  pgPool,
  mysql2Pool,
  genericPool,
  tarnPool,
  nodeRedisPool,
  nodeRedisClient,
  ioredisCluster,
  ioredisClient,
  mongoClient,
] as const;

/** Whose pool it is. `custom` is a pool with a reader of yours. */
export type PoolKindName = (typeof POOL_KINDS)[number]['name'] | 'custom';
