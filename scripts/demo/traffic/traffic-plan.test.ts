import { expect, test } from 'vitest';
import { planTraffic } from './traffic-plan.ts';

test('plans the same requests in the same order each time, with trace ids of their own', () => {
  const [one, two] = [planTraffic(), planTraffic()];
  const withoutTrace = (plan: typeof one) =>
    plan.map((request) => ({ ...request, traceId: undefined }));
  expect(withoutTrace(one)).toEqual(withoutTrace(two));
  const traces = [...one, ...two].flatMap(({ traceId }) => traceId ?? []);
  expect(new Set(traces).size).toBe(traces.length);
});

test('plans a few hundred requests with every behaviour, method and outcome', () => {
  const plan = planTraffic();
  expect(plan.length).toBeGreaterThan(300);
  const behaviours = new Set(plan.map(({ behaviour }) => behaviour.kind));
  expect([...behaviours].toSorted()).toEqual(['abort_before', 'abort_during', 'listen', 'read']);
  const methods = new Set(plan.map(({ method }) => method));
  expect([...methods].toSorted()).toEqual(['GET', 'HEAD', 'POST', 'PURGE']);
  expect(new Set(plan.map(({ status }) => status))).toEqual(
    new Set([200, 202, 400, 404, 502, undefined]),
  );
});
