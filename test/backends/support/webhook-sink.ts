import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { eventually } from './eventually.ts';

type Labels = Readonly<Record<string, string>>;

export interface WebhookAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL: string;
  readonly fingerprint: string;
}

/** What Alertmanager sends to a `webhook_configs` receiver (version 4 of its format). */
export interface WebhookBody {
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly alerts: readonly WebhookAlert[];
  readonly groupKey: string;
  readonly groupLabels: Labels;
  readonly commonLabels: Labels;
  readonly commonAnnotations: Labels;
  readonly externalURL: string;
}

export interface WebhookRequest<Body = WebhookBody> {
  /** Tells receivers apart: each is given a path of its own. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Body;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

export interface WebhookSink extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Everything received so far, in the order of arrival. */
  readonly requests: readonly WebhookRequest[];
  /** The first request so far, or to come, for which the predicate holds. Rejects when the time is up, with what had come. */
  received(
    predicate: (request: WebhookRequest) => boolean,
    withinMs?: number,
  ): Promise<WebhookRequest>;
  /** From now on every request on this path is answered so, until it is given another status. @defaultValue 200 */
  answerWith(path: string, status: number): void;
}

/** Larger ones are refused: nothing that we generate sends one. */
const MAX_BODY_BYTES = 1_000_000;

/**
 * A server that remembers the JSON that is posted to it, whatever the path: Alertmanager's webhooks, or what it sends in the formats
 * of Slack, Teams and pagers, when those are given this address.
 */
export async function startWebhookSink(): Promise<WebhookSink> {
  const requests: WebhookRequest[] = [];
  const statuses = new Map<string, number>();
  const take = async (incoming: IncomingMessage): Promise<number> => {
    const path = incoming.url ?? '/';
    if (Number(incoming.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return 413;
    const content = await buffer(incoming);
    const { headers } = incoming;
    const body = JSON.parse(content.toString()) as WebhookBody;
    requests.push({ path, headers, body, receivedAt: Date.now() });
    return statuses.get(path) ?? 200;
  };
  const server = createServer((incoming, outgoing) => {
    take(incoming).then(
      // What Slack answers; the others ask for the status only.
      (status) => outgoing.writeHead(status).end('ok'),
      () => outgoing.writeHead(400).end('not JSON'),
    );
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    async received(predicate, withinMs) {
      let found: WebhookRequest | undefined;
      const find = async (): Promise<boolean> =>
        (found = requests.find((request) => predicate(request))) !== undefined;
      await eventually('a webhook is received', find, withinMs).catch((error: unknown) => {
        throw new Error(`${String(error)}; came: ${JSON.stringify(requests)}`, { cause: error });
      });
      return found as WebhookRequest;
    },
    answerWith: (path, status) => void statuses.set(path, status),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
