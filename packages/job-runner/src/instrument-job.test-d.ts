import { expectTypeOf } from 'vitest';
import type { JobReporter } from './adapter.ts';
import { instrumentJob } from './instrument-job.ts';

interface Site {
  readonly name: string;
}

const handler = async (site: Site, run: { readonly attempt: number }) =>
  `${site.name} ${run.attempt}`;
expectTypeOf(instrumentJob('forecast', handler)).toEqualTypeOf<typeof handler>();

class Service {
  readonly factor = 2;
}
const method = function (this: Service, x: number): number {
  return this.factor * x;
};
expectTypeOf(instrumentJob('method', method)).toEqualTypeOf<typeof method>();

instrumentJob('forecast', handler, {
  info: (site, run) => {
    expectTypeOf(site).toEqualTypeOf<Site>();
    return { attempt: run.attempt };
  },
  classify: (settled) => {
    if (settled.status === 'fulfilled') expectTypeOf(settled.value).toEqualTypeOf<string>();
    return 'skipped';
  },
});

// @ts-expect-error: there is no such outcome.
instrumentJob('forecast', handler, { classify: () => 'splendid' });
// @ts-expect-error: a misspelt option.
instrumentJob('forecast', handler, { timeoutMS: 1 });

declare const reporter: JobReporter;
expectTypeOf(reporter.runAttempt({ name: 'x' }, async () => 7)).toEqualTypeOf<Promise<number>>();
// @ts-expect-error: a queue has no such state.
reporter.observeQueue(() => ({ depth: { lost: 1 } }));
