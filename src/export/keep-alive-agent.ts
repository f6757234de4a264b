import type { Agent } from 'node:http';
import type { TlsOptions } from '../options/instrument-options.ts';

/** Few connections, kept alive, with the caller's TLS in addition to (not instead of) that. */
export function createKeepAliveAgent(url: URL, tls: TlsOptions): Agent {
  const options = { keepAlive: true, maxSockets: 4, scheduling: 'lifo' as const };
  if (url.protocol !== 'https:') {
    return new (process.getBuiltinModule('node:http').Agent)(options);
  }
  const { ca, ...rest } = tls;
  return new (process.getBuiltinModule('node:https').Agent)({
    ...options,
    ...rest,
    ...(ca !== undefined && { ca: [ca].flat() }),
  });
}
