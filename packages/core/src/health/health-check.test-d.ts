import { createHealth, type HealthCheckFunction } from '@fluxora/telemetry-core';

declare const pool: { query(sql: string): Promise<{ rows: unknown[] }> };
const health = createHealth();

// What passes by returning nothing, a boolean, or the long form.
health.define('nothing', () => undefined);
health.define('void', async ({ signal }) => signal.throwIfAborted());
health.define('boolean', () => pool.query('SELECT 1').then(({ rows }) => rows.length === 1));
health.define('long', () => ({ status: 'warn', observedValue: 7, observedUnit: 'ms' }));
health.define('tagged', () => true, { tags: ['liveness', 'of-my-own'] });
const late: HealthCheckFunction = async () => {
  await pool.query('SELECT 1');
};
health.define('late', late);

// What would be a `fail` at run time does not compile.
// @ts-expect-error -- rows are no answer
health.define('rows', () => pool.query('SELECT 1'));
// @ts-expect-error -- a Response has a status of another kind
health.define('response', () => fetch('http://localhost'));
// @ts-expect-error -- a text is no answer
health.define('text', () => Promise.resolve('PONG'));
// @ts-expect-error -- the words of others are not ours
health.define('word', () => ({ status: 'ok' }));
// @ts-expect-error -- milliseconds are a number
health.define('timeout', () => true, { timeoutMs: '2s' });
// @ts-expect-error -- a selection has a kind or tags
void health.check({ kind: 'ready' });
