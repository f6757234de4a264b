import { setTimeout as delay } from 'node:timers/promises';

export interface Traffic extends AsyncDisposable {
  /** Requests answered so far, and those that were not. */
  readonly answered: number;
  readonly failed: number;
}

interface Errand {
  readonly url: string;
  readonly method?: string;
  readonly body?: unknown;
}

const SITES = ['hamburg', 'rotterdam', 'sevilla', 'lyon', 'gdansk'];
const PAUSE_MS = 40;
/** Whole weeks: a model that is asked for one day only sees one weekday, which is a drift. */
const MODEL_PAUSE_MS = 1_500;
const PATIENCE_MS = 10_000;

/** Users of forecast-api, a few dozen requests a second, and somebody who asks the model, until it is disposed of. */
export function startTraffic(apiUrl: string, modelUrl: string): Traffic {
  const ended = new AbortController();
  const counts = { answered: 0, failed: 0 };
  const pause = (ms: number): Promise<unknown> =>
    delay(ms, undefined, { signal: ended.signal }).catch(() => undefined);
  const askModel = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      const errand = { url: `${modelUrl}/forecasts`, method: 'POST', body: { hours: 168 } };
      await send(errand).catch(() => undefined);
      await pause(MODEL_PAUSE_MS);
    }
  };
  const running = Promise.all([
    askModel(),
    ...Array.from({ length: 3 }, async (_, user) => {
      for (let at = user; !ended.signal.aborted; at += 3) {
        await send(errandOf(apiUrl, at), at).then(
          () => (counts.answered += 1),
          () => (counts.failed += 1),
        );
        await pause(PAUSE_MS);
      }
    }),
  ]);
  return {
    get answered() {
      return counts.answered;
    },
    get failed() {
      return counts.failed;
    },
    async [Symbol.asyncDispose]() {
      ended.abort();
      await running;
    },
  };
}

function errandOf(apiUrl: string, at: number): Errand {
  const site = SITES[at % SITES.length] ?? '';
  const variable = ['load', 'solar', 'wind'][at % 3] ?? '';
  switch (at % 8) {
    case 0:
      return { url: `${apiUrl}/sites` };
    case 1:
      return { url: `${apiUrl}/sites/${site}/weather` };
    case 2:
      return { url: `${apiUrl}/portfolio/${variable}?horizon=PT24H` };
    case 3: {
      const readings = [{ time: new Date().toISOString(), variable: 'solar', megawatts: 12.5 }];
      return { url: `${apiUrl}/sites/${site}/readings`, method: 'POST', body: { readings } };
    }
    default:
      return { url: `${apiUrl}/sites/${site}/forecasts/${variable}?horizon=PT${1 + (at % 48)}H` };
  }
}

/** Resolves with the answer, read to its end. Rejects when there was none. */
export async function send({ url, method = 'GET', body }: Errand, user = 0): Promise<Response> {
  const response = await fetch(url, {
    method,
    headers: {
      'x-user-id': `user-${user % 37}@example.com`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  await response.clone().arrayBuffer();
  return response;
}
