import { createClient } from 'redis';
import { eventually } from '../../support/eventually.ts';
import type { LivePlatform } from './live-platform.ts';
import { send } from './traffic.ts';

/** Days of the replay that are lived through: long before the load changes. */
const DAYS = 5;

/** Makes every part of the platform do what it is there for, so that every signal has been given once. */
export async function exercise({ services, redis }: LivePlatform): Promise<void> {
  await fillRedis(redis.url);
  await watchNowcasts(services.api.url);
  await forecastDays(services.model.url, DAYS);
  await send({ url: `${services.model.url}/trainings`, method: 'POST', body: {} });
  await forecastDays(services.model.url, 2);
  await send({
    url: `${services.worker.url}/runs`,
    method: 'POST',
    body: { sites: ['hamburg', 'lyon', 'nordsee-2'] },
  });
  await runNightly(services.worker.url);
}

/** A forecast a day of the next week, and then the day passes. */
export async function forecastDays(modelUrl: string, days: number): Promise<void> {
  for (let day = 0; day < days; day += 1) {
    await must({ url: `${modelUrl}/forecasts`, method: 'POST', body: { hours: 168 } });
    await must({ url: `${modelUrl}/actuals`, method: 'POST', body: { hours: 24 } });
  }
}

/** The run of the night, now, and all its jobs. */
async function runNightly(workerUrl: string): Promise<void> {
  await must({ url: `${workerUrl}/runs/nightly`, method: 'POST' });
  await eventually(
    'the worker has no job left',
    async () => {
      const answer = await send({ url: `${workerUrl}/jobs` });
      const { counts } = (await answer.json()) as { counts: Record<string, number> };
      return (counts.waiting ?? 0) + (counts.active ?? 0) + (counts.delayed ?? 0) === 0;
    },
    90_000,
  );
}

async function must(errand: Parameters<typeof send>[0]): Promise<void> {
  const { status } = await send(errand);
  if (status >= 400) throw new Error(`${errand.method} ${errand.url}: ${status}`);
}

/** Keys, one of which expires, and look-ups of which some find nothing. */
async function fillRedis(url: string): Promise<void> {
  const client = createClient({ url });
  await client.connect();
  await client.set('site:hamburg', '1', { expiration: { type: 'EX', value: 600 } });
  await client.set('site:lyon', '1');
  for (let at = 0; at < 10; at += 1) {
    await client.get('site:lyon');
    await client.get('site:atlantis');
  }
  await client.close();
}

/** Reads a stream for a moment, and leaves. */
async function watchNowcasts(apiUrl: string): Promise<void> {
  const response = await fetch(`${apiUrl}/sites/hamburg/nowcasts/wind`, {
    headers: { 'x-user-id': 'user-1@example.com' },
  });
  const reader = response.body?.getReader();
  await reader?.read();
  await reader?.cancel();
}
