import { looksLike, numberOf, type Duck } from '../duck.ts';
import { Loans } from '../loans.ts';
import type { PoolKind } from '../pool-kind.ts';
import { shadowMethod } from '../shadow-method.ts';
import { timeRequest } from '../time-request.ts';

/** generic-pool 3. */
export const genericPool: PoolKind<'generic-pool'> = {
  name: 'generic-pool',
  find: (value) =>
    looksLike(value, {
      size: 'number',
      available: 'number',
      borrowed: 'number',
      pending: 'number',
      max: 'number',
      acquire: 'function',
      release: 'function',
      destroy: 'function',
    })
      ? value
      : undefined,
  nameOf: () => 'generic-pool',
  watch(pool, recorder, wrap) {
    const undo: (() => void)[] = [];
    if (wrap) {
      const loans = new Loans(recorder);
      undo.push(
        shadowMethod(pool, 'acquire', (original) =>
          timeRequest(original, {
            recorder,
            isTimeout: (error) => (error as Duck).name === 'TimeoutError',
            lent: (resource) => loans.begin(resource),
          }),
        ),
      );
      for (const method of ['release', 'destroy']) {
        undo.push(
          shadowMethod(
            pool,
            method,
            (original) =>
              function (...values) {
                loans.end(values[0]);
                return original.apply(this, values);
              },
          ),
        );
      }
    }
    return {
      countsTimeouts: wrap,
      read(each) {
        const { borrowed, available, pending, max } = each as Duck;
        return {
          used: numberOf(borrowed),
          idle: numberOf(available),
          pending: numberOf(pending),
          max: numberOf(max),
        };
      },
      stop: () => undo.forEach((each) => each()),
    };
  },
};
