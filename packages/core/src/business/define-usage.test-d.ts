/** What must and must not compile. Checked by `tsc -p tsconfig.json`, which fails on an unused `@ts-expect-error`. */
import { defineUsage } from './define-usage.ts';

const usage = defineUsage({
  features: ['forecast.view', 'forecast.export'],
  plans: ['free', 'pro'],
  distinctUsers: { registers: 256, per: 'feature' },
});
usage.recordUsage('forecast.view');
usage.recordUsage('forecast.view', { userId: 7n, plan: 'pro', count: 3 });
usage.recordUsage('forecast.view', { userId: null, plan: undefined });
usage.recordSession({ durationMs: 1_000, plan: 'free' });
// @ts-expect-error a feature that is not declared
usage.recordUsage('forecast.viw');
// @ts-expect-error a plan that is not declared
usage.recordUsage('forecast.view', { plan: 'gold' });
// @ts-expect-error an object is no id
usage.recordUsage('forecast.view', { userId: { id: 7 } });
// @ts-expect-error an attribute that does not exist
usage.recordUsage('forecast.view', { user: 'ada' });
// @ts-expect-error a session has a duration
usage.recordSession({ plan: 'free' });
// @ts-expect-error not a power of two
defineUsage({ features: ['a'], distinctUsers: { registers: 100 } });

const planless = defineUsage({ features: ['a'] });
// @ts-expect-error no plans are declared
planless.recordUsage('a', { plan: 'free' });
