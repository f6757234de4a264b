import { context, type Context } from '@opentelemetry/api';

/**
 * Runs `fn` exactly once with `active` as the active context, even when the context manager is broken: then `fn` runs in
 * the context that was active before. What `fn` returns or throws passes through untouched.
 */
export function runInContext<Result>(active: Context, fn: () => Result): Result {
  let outcome: { value: Result } | { error: unknown } | undefined;
  const once = (): void => {
    if (outcome) return;
    try {
      outcome = { value: fn() };
    } catch (error) {
      outcome = { error };
    }
  };
  try {
    context.with(active, once);
  } catch {
    // `once` never throws, so this came from the context manager.
  }
  once();
  const settled = outcome as { value: Result } | { error: unknown };
  if ('error' in settled) throw settled.error;
  return settled.value;
}
