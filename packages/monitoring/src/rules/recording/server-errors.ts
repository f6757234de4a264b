import type { Words } from '../../promql/words.ts';

/**
 * Matcher of requests that the server failed: a 5xx, or a response that broke off. Not those that the client left, which have an
 * `error.type`, too.
 */
export function serverErrors(q: Words): string {
  return `${q.label('error.type')}!~"|client_disconnect"`;
}
