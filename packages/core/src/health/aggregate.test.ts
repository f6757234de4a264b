import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { aggregate, effectiveStatus } from './aggregate.ts';
import { HEALTH_STATUSES, worstStatus } from './health-status.ts';

const status = fc.constantFrom(...HEALTH_STATUSES);
const check = fc.record({ name: fc.string(), status, critical: fc.boolean() });
const checks = fc.array(check);
const kind = fc.constantFrom(
  'startup' as const,
  'liveness' as const,
  'readiness' as const,
  'all' as const,
);
const UP = { isStarted: true, isDraining: false };

it('is the worst of its checks, in whatever order they come', () => {
  fc.assert(
    fc.property(checks, (given) => {
      const verdict = aggregate({ kind: 'readiness' }, given, UP).status;
      const isDown = given.some((each) => each.status === 'fail' && each.critical);
      const isGood = given.every((each) => each.status === 'pass');
      expect(verdict).toBe(isDown ? 'fail' : isGood ? 'pass' : 'warn');
      expect(aggregate({ kind: 'readiness' }, given.toReversed(), UP).status).toBe(verdict);
    }),
  );
});

it('never gets better by another check, and a check that passes changes nothing', () => {
  fc.assert(
    fc.property(checks, check, kind, (given, another, asked) => {
      const verdict = (list: typeof given) => aggregate({ kind: asked }, list, UP).status;
      const before = verdict(given);
      expect(worstStatus([before, verdict([...given, another])])).toBe(
        verdict([...given, another]),
      );
      expect(verdict([...given, { ...another, status: 'pass' }])).toBe(before);
    }),
  );
});

it('is never down because of what is not critical', () => {
  fc.assert(
    fc.property(checks, kind, (given, asked) => {
      const optional = given.map((each) => ({ ...each, critical: false }));
      expect(aggregate({ kind: asked }, optional, UP).status).not.toBe('fail');
      expect(optional.map(effectiveStatus)).not.toContain('fail');
    }),
  );
});

it('fails readiness and the whole while starting or draining, and leaves liveness and selections by tag alone', () => {
  fc.assert(
    fc.property(checks, fc.boolean(), fc.boolean(), (given, isStarted, isDraining) => {
      const state = { isStarted, isDraining };
      const isUp = isStarted && !isDraining;
      for (const asked of ['readiness', 'all'] as const) {
        const verdict = aggregate({ kind: asked }, given, state);
        expect(verdict).toEqual(
          isUp
            ? aggregate({ kind: asked }, given, UP)
            : { kind: asked, status: 'fail', output: isDraining ? 'draining' : 'starting' },
        );
      }
      expect(aggregate({ kind: 'startup' }, given, state).status).toBe(isStarted ? 'pass' : 'fail');
      for (const selection of [{ kind: 'liveness' as const }, { tags: ['db'] }]) {
        expect(aggregate(selection, given, state)).toEqual(aggregate(selection, given, UP));
      }
    }),
  );
});

it('names the checks that are not well', () => {
  const given = [
    { name: 'db', status: 'fail' as const, critical: true },
    { name: 'disk', status: 'pass' as const, critical: true },
    { name: 'feed', status: 'fail' as const, critical: false },
  ];
  expect(aggregate({ kind: 'all' }, given, UP).output).toBe('db, feed');
});
