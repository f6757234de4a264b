import {
  assertConventions,
  createFakeClock,
  createTestTelemetry,
} from '@fluxora/telemetry-testing';
import { expect, test } from 'vitest';
import { jobCatalog } from './catalog.ts';
import { enqueueContext } from './carrier/enqueue-context.ts';
import { withCarrier } from './carrier/payload-carrier.ts';
import { currentJob } from './current-job.ts';
import { instrumentJob } from './instrument-job.ts';

test('traces, times and counts a run', async () => {
  const clock = createFakeClock();
  using t = createTestTelemetry({ clock });
  const job = instrumentJob(
    'nightly-forecast',
    async (site: string) => {
      clock.advance(250);
      return `forecast of ${site}`;
    },
    { providers: t.providers, clock, queue: 'forecasts' },
  );
  expect(await job('berlin')).toBe('forecast of berlin');
  const [span] = t.spans();
  expect(span).toMatchObject({ name: 'process forecasts', kind: 'consumer' });
  expect(t.metric('fluxora.job.duration')?.points[0]).toMatchObject({ count: 1, sum: 0.25 });
  expect(t.metric('fluxora.job.finished')?.points).toMatchObject([
    { value: 1, attributes: { 'fluxora.job.outcome': 'ok' } },
  ]);
  assertConventions(t, [jobCatalog], { required: true });
});
test('finds the carrier in the payload and takes it off', async () => {
  using t = createTestTelemetry({ globals: true });
  const seen: unknown[] = [];
  const job = instrumentJob('import', (payload: object) => {
    seen.push(payload, currentJob()?.name);
  });
  const payload = Object.freeze({ site: 'berlin' });
  const sent = t.providers.tracerProvider.getTracer('x').startActiveSpan('send', (span) => {
    span.end();
    return withCarrier(payload, enqueueContext());
  });
  job(JSON.parse(JSON.stringify(sent)));
  expect(seen).toEqual([{ site: 'berlin' }, 'import']);
  console.log(t.tree(), t.spans()[1]);
});
