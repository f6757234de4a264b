import { expect, test } from 'vitest';
import type { Evidence } from '../evidence.ts';
import type { SentRequest } from '../traffic/planned-request.ts';
import { planTraffic } from '../traffic/traffic-plan.ts';
import { judge, promisesSection } from './promises.ts';

const sent: readonly SentRequest[] = planTraffic().map((planned) => ({
  planned,
  durationMs: 1,
  cache: planned.id % 2 === 0 ? 'hit' : 'miss',
  ...(planned.status === undefined ? {} : { status: planned.status }),
}));

/** The service answered every request and stopped, but no telemetry came of it. */
const nothingArrived: Evidence = {
  sent,
  exit: { code: 0, signal: null, durationMs: 10 },
  spans: [],
  metrics: [],
  logs: [],
  resources: [],
  catalogs: [],
  deliveries: [],
  serverSpans: () => [],
  metric: () => undefined,
};

test('breaks every promise about telemetry when none arrived', () => {
  const kept = judge(nothingArrived).filter(({ breaches }) => breaches.length === 0);
  expect(kept.map(({ promise }) => promise)).toEqual([
    // These compare with the catalogs, of which there are none here.
    'what was emitted is what the catalogs declare, and nothing required is missing',
    'everything that the catalogs recommend was emitted',
    'every request was answered as the service means to',
    'the service stopped on SIGTERM within 5 s, with exit code 0',
  ]);
});

test('says of a broken promise what speaks against it, three things at most', () => {
  const section = promisesSection([
    { promise: 'kept', breaches: [] },
    { promise: 'broken', breaches: ['a', 'b', 'c', 'd', 'e'] },
  ]);
  expect(section).toContain('✓ kept\n  ✗ broken\n      a\n      b\n      c\n      … and 2 more');
});
