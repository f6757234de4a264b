import { DropLedger, Notices } from '@fluxora/telemetry-core';
import { createTestTelemetry } from '@fluxora/telemetry-testing';
import { expect, it } from 'vitest';
import { knownMethod } from '../http-method.ts';
import type { RequestRecord } from './request-record.ts';
import { serverMetrics } from './server-metrics.ts';

it('is one for one set of providers', () => {
  using t = createTestTelemetry();

  expect(serverMetrics({ ...t.providers })).toBe(serverMetrics({ ...t.providers }));
});

it('counts the drops of a second set-up of one meter provider in its own ledger', () => {
  using t = createTestTelemetry();
  const second = { ...t.providers, drops: new DropLedger(), notices: new Notices(() => undefined) };
  serverMetrics(t.providers);

  serverMetrics(second).instruments.requestDuration.record(Number.NaN, {} as never);

  expect(second.drops.counts()).toMatchObject([{ cause: 'nan', count: 1 }]);
  expect(t.providers.drops?.counts()).toEqual([]);
});

it('has one number of active requests per meter provider, whatever else differs', () => {
  using t = createTestTelemetry();
  const all = [t.providers, { ...t.providers, drops: new DropLedger() }].map(serverMetrics);
  for (const metrics of all) {
    metrics.use();
    metrics.open.add({ method: knownMethod('GET'), scheme: 'http' } as RequestRecord);
  }

  expect(t.metric('http.server.active_requests')?.points).toMatchObject([{ value: 2 }]);
});
