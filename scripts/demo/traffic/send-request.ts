import { once } from 'node:events';
import { request, type Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { USER_AGENT, type PlannedRequest, type SentRequest } from './planned-request.ts';

const TIMEOUT_MS = 20_000;

/** Sends one request and behaves as planned. Never rejects: what was not planned is in `failure`. */
export async function sendRequest(
  baseUrl: string,
  agent: Agent,
  planned: PlannedRequest,
): Promise<SentRequest> {
  const start = performance.now();
  const since = (): number => performance.now() - start;
  const outgoing = open(baseUrl, agent, planned);
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
  });
  try {
    if (planned.behaviour.kind === 'abort_before') {
      await leave(outgoing, answer, planned.behaviour.afterMs);
      return { planned, durationMs: since() };
    }
    const response = await answer;
    await consume(response, planned);
    const cache = response.headers['x-cache'];
    const status = response.statusCode ?? 0;
    return {
      planned,
      status,
      durationMs: since(),
      ...(typeof cache === 'string' ? { cache } : {}),
      ...(status === planned.status ? {} : { failure: `status ${status}` }),
    };
  } catch (error) {
    return { planned, durationMs: since(), failure: String(error) };
  }
}

function open(baseUrl: string, agent: Agent, planned: PlannedRequest): ClientRequest {
  const { body, behaviour } = planned;
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const outgoing = request(`${baseUrl}${planned.target}`, {
    agent,
    method: planned.method,
    timeout: TIMEOUT_MS,
    headers: {
      'user-agent': `${USER_AGENT}${planned.id}`,
      'x-user-id': planned.user.id,
      'x-plan': planned.user.plan,
      // Answered at once, so that who leaves early knows that the request has arrived.
      ...(behaviour.kind === 'abort_before' ? { expect: '100-continue' } : {}),
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
      ...(planned.traceId ? { traceparent: `00-${planned.traceId}-00f067aa0ba902b7-01` } : {}),
    },
  });
  outgoing.once('timeout', () => outgoing.destroy(new Error('no answer within 20 s')));
  outgoing.end(text);
  return outgoing;
}

async function leave(
  outgoing: ClientRequest,
  answer: Promise<IncomingMessage>,
  afterMs: number,
): Promise<void> {
  const early = answer.then(
    () => 'answered' as const,
    () => 'failed' as const,
  );
  const arrived = once(outgoing, 'continue').then(() => delay(afterMs, 'left' as const));
  // The race is decided by then.
  arrived.catch(() => undefined);
  const outcome = await Promise.race([early, arrived]);
  outgoing.destroy();
  if (outcome !== 'left') throw new Error(`${outcome} before the client could leave`);
}

async function consume(response: IncomingMessage, { behaviour }: PlannedRequest): Promise<void> {
  if (behaviour.kind === 'listen') {
    response.resume();
    await delay(behaviour.durationMs);
    if (response.complete) throw new Error('the stream ended by itself');
    response.destroy();
    return;
  }
  for await (const _chunk of response) {
    // Leaving the loop destroys the response, and with it the connection.
    if (behaviour.kind === 'abort_during') return;
  }
}
