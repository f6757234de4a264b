import type { IncomingMessage, ServerResponse } from 'node:http';
import { notices } from '../../notices.ts';
import { describeFailure } from '../describe-failure.ts';
import { HEALTH_MEDIA_TYPE, toHealthBody, type HealthBody } from '../health-body.ts';
import {
  normalPath,
  resolveHttpOptions,
  type HealthHttpOptions,
  type HealthKind,
  type HttpSettings,
} from './health-http-options.ts';

/** Answers a health request and returns true, or returns false and leaves request and response alone. Never throws. */
export type HealthRequestHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Makes a handler for servers of `node:http`: `GET` and `HEAD` of the health paths, with 200 for `pass` and `warn` and 503 for
 * `fail`. Queries and a slash at the end make no difference; other methods get 405.
 *
 * @throws TelemetryError with code `options.invalid` that lists every problem.
 *
 * @example
 * const answerHealth = healthRequestHandler();
 * createServer((request, response) => {
 *   if (answerHealth(request, response)) return;
 *   response.end('forecast');
 * });
 */
export function healthRequestHandler(options: HealthHttpOptions = {}): HealthRequestHandler {
  return answerWith(resolveHttpOptions(options));
}

/** The same for options that are checked already. */
export function answerWith(settings: HttpSettings): HealthRequestHandler {
  return (request, response) => {
    const kind = settings.kindByPath.get(normalPath(pathOf(request.url)));
    if (kind === undefined) return false;
    if (request.method === 'GET' || request.method === 'HEAD') {
      void answer(kind, request, response, settings);
    } else {
      send(response, 405, '', { allow: 'GET, HEAD', 'content-length': 0 });
    }
    return true;
  };
}

/** Never rejects. */
async function answer(
  kind: HealthKind,
  request: IncomingMessage,
  response: ServerResponse,
  { health, details }: HttpSettings,
): Promise<void> {
  let body: HealthBody;
  try {
    const report = await health.check({ kind });
    body = toHealthBody(report, { details: mayShow(details, request) });
  } catch (error) {
    // Only a health of the user's own making can come here. A probe that gets no answer would be a time-out later.
    sayFailure('check', `health.check() failed: ${describeFailure(error)}`);
    body = { status: 'fail' };
  }
  const text = JSON.stringify(body);
  send(response, body.status === 'fail' ? 503 : 200, request.method === 'HEAD' ? '' : text, {
    'content-type': HEALTH_MEDIA_TYPE,
    'content-length': Buffer.byteLength(text),
  });
}

function mayShow(details: HttpSettings['details'], request: IncomingMessage): boolean {
  if (typeof details === 'boolean') return details;
  try {
    const shown: unknown = details(request);
    if (typeof shown !== 'boolean') {
      sayFailure(
        'details',
        'details() returned no boolean, so details are hidden. Return true or false',
      );
    }
    return shown === true;
  } catch (error) {
    sayFailure('details', `details() threw, so details are hidden: ${describeFailure(error)}`);
    return false;
  }
}

function sayFailure(key: string, what: string): void {
  notices.once(`health.http.${key}`, `telemetry/health: ${what}.`);
}

function send(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string | number>>,
): void {
  try {
    // Something else may have answered while the checks ran, or the client may have left.
    if (response.headersSent || response.writableEnded) return;
    response.writeHead(status, { 'cache-control': 'no-store', ...headers });
    response.end(text);
  } catch {
    // The host's response is in a state that we cannot mend.
  }
}

/** The path of `/readyz?verbose`, and of the absolute form that proxies use. */
function pathOf(url: string | undefined): string {
  const [target = ''] = (url ?? '').split(/[?#]/, 1);
  return target.startsWith('/') ? target : target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '');
}
