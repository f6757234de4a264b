import { quote } from '../../catalog/quote.ts';
import type { HealthCheckFunction } from '../health-check.ts';
import { aFunction, anObject, aText, checkOptions } from './check-options.ts';

export interface HttpHealthCheckOptions {
  /** @defaultValue `GET` */
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Whether a status is a success. A redirection is not followed. @defaultValue 200 to 299 */
  readonly isHealthy?: ((status: number) => boolean) | undefined;
}

/**
 * A health check of an HTTP service that this one depends on. Ask an endpoint that itself asks nobody, or outages travel.
 *
 * `fail` for another status and when there is no answer. The body is not read. Reports name origin and path, never query or headers.
 *
 * @throws TelemetryError `health.invalid` for a URL that is none, or that has credentials in it: use `headers`.
 *
 * @example
 * defineHealthCheck('weather', httpHealthCheck('https://weather.internal/livez'), { critical: false });
 */
export function httpHealthCheck(
  url: string | URL,
  options: HttpHealthCheckOptions = {},
): HealthCheckFunction {
  checkOptions(
    'httpHealthCheck',
    options,
    { method: aText, headers: anObject, isHealthy: aFunction },
    urlProblems(url),
  );
  const { method = 'GET', headers = {}, isHealthy = isSuccess } = options;
  const target = new URL(url);
  const name = `${method} ${target.origin}${target.pathname}`;
  return async ({ signal }) => {
    const response = await fetchOnly(name, target, { method, headers, signal, redirect: 'manual' });
    // Unread bodies hold their connection.
    await response.body?.cancel();
    if (!isHealthy(response.status)) throw new Error(`${name} was answered by ${response.status}`);
  };
}

async function fetchOnly(name: string, url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw init.signal.reason;
    // "fetch failed" alone helps nobody.
    const { cause } = error as { cause?: unknown };
    const { code, message } = (cause ?? error) as { code?: unknown; message?: unknown };
    throw new Error(`${name} failed: ${String(code ?? message)}`, { cause: error });
  }
}

function urlProblems(url: unknown): string[] {
  // The address itself may be secret: it is not quoted.
  if (!(url instanceof URL) && !(typeof url === 'string' && URL.canParse(url))) {
    return [
      `the url is ${typeof url === 'string' ? 'no URL' : quote(url)}. Use https://host/path.`,
    ];
  }
  const { protocol, username, password } = new URL(url);
  const problems: string[] = [];
  if (protocol !== 'http:' && protocol !== 'https:') {
    problems.push(`the url has the scheme ${quote(protocol)}. Use http: or https:.`);
  }
  if (username || password) {
    problems.push('the url has credentials in it. Pass headers: { authorization }.');
  }
  return problems;
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
