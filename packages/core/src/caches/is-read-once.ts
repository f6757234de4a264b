/**
 * Whether a result is used up by its first reader, so that a second one would get nothing: iterators, streams, and responses of
 * `fetch`. Never throws.
 */
export function isReadOnce(result: unknown): boolean {
  if (typeof result !== 'object' || result === null) return false;
  try {
    return (
      typeof (result as { next?: unknown }).next === 'function' ||
      Symbol.asyncIterator in result ||
      'bodyUsed' in result
    );
  } catch {
    return false;
  }
}
