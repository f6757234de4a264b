import { expect, test } from 'vitest';
import type { SloDefinition } from '../../define/slo.ts';
import { platformDefinition } from '../../fixtures/platform.ts';
import { createSignalIndex } from '../../signals/create-signal-index.ts';
import { OWN_CATALOGS } from '../../signals/own-catalogs.ts';
import { sloProblems } from './slo-problems.ts';

const signals = createSignalIndex(OWN_CATALOGS, []);
const good: SloDefinition = {
  name: 'api-availability',
  service: 'forecast-api',
  description: 'Requests are answered.',
  indicator: { kind: 'http-availability' },
  objective: 0.999,
};

const problemsOf = (...slos: readonly Partial<SloDefinition>[]) =>
  sloProblems(
    { services: platformDefinition.services, slos: slos.map((slo) => ({ ...good, ...slo })) },
    signals,
  );
const messagesOf = (slo: Partial<SloDefinition>) => problemsOf(slo).map(({ message }) => message);

test('has nothing to say about the platform', () => {
  expect(sloProblems(platformDefinition, signals)).toEqual([]);
});

test('refuses an objective that cannot burn as fast as its alerts ask, and says which could', () => {
  expect(problemsOf({ objective: 0.9 })).toEqual([
    {
      place: 'slos/api-availability',
      message:
        'objective is 0.9: even when nothing is good the budget burns 10 times as fast as allowed, and the alert waits for more than ' +
        '14.4 over 1h. Raise it to 0.931 or more, or use periodDays: 7, which asks for less.',
    },
  ]);
  expect(messagesOf({ objective: 0.931 })).toEqual([]);
  expect(messagesOf({ objective: 0.9, periodDays: 7 })).toEqual([]);
});

test.each([0, 1, 99.9, -0.1, Number.NaN])('refuses the objective %d', (objective) => {
  expect(messagesOf({ objective })).toEqual([
    `objective is ${objective}. Use a share above 0 and below 1, as in 0.999: nothing is always good.`,
  ]);
});

test('lists the bounds when a latency is none of them', () => {
  const [message] = messagesOf({ indicator: { kind: 'http-latency', seconds: 0.3 } });
  expect(message).toContain('seconds is 0.3, which is no bound of the buckets');
  expect(message).toContain('Use one of 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5,');
});

test('refuses a ratio of what is not counted', () => {
  expect(
    messagesOf({
      indicator: {
        kind: 'ratio',
        bad: 'fluxora.job.dead_letters',
        total: 'fluxora.job.active.count',
      },
    }),
  ).toEqual([
    expect.stringMatching(/^indicator.bad is "fluxora.job.dead_letters", which nobody emits/),
    expect.stringMatching(/^indicator.total is "fluxora.job.active.count", a upDownCounter/),
  ]);
});

test('refuses a service that is unknown, or emits something else', () => {
  expect(messagesOf({ service: 'forecast' })).toEqual([
    'service "forecast" is not declared. Use one of forecast-api, forecast-worker, forecast-model.',
  ]);
  expect(messagesOf({ indicator: { kind: 'job-success' } })[0]).toContain('Add "jobs" to emits');
});

test('tells every mistake of every SLO at once', () => {
  const told = problemsOf(
    { name: 'Api', objective: 2, minEvents: -1 },
    {},
    {},
    { periodDays: 31 as never },
  );
  expect(told.map(({ place }) => place)).toEqual([
    'slos/Api',
    'slos/Api',
    'slos/Api',
    'slos/api-availability',
    'slos/api-availability',
    'slos/api-availability',
  ]);
});
