import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { TlsOptions } from '../options/instrument-options.ts';

/**
 * Connections that are kept alive, with the caller's TLS. The exporters' own option replaces their defaults, so that giving a
 * certificate would silently open a new connection for every batch.
 */
export function createAgentFactory(
  tls: TlsOptions,
): (protocol: string) => Promise<HttpAgent | HttpsAgent> {
  return async (protocol) => {
    const options = { keepAlive: true, maxSockets: 8, scheduling: 'lifo' as const };
    if (protocol === 'http:') return new (await import('node:http')).Agent(options);
    const { ca, ...rest } = tls;
    const authorities = Array.isArray(ca) ? [...ca] : (ca as string | Buffer | undefined);
    return new (await import('node:https')).Agent({ ...options, ...rest, ca: authorities });
  };
}
