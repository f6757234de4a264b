interface Emitter {
  on(event: string, listener: (...values: never[]) => void): unknown;
  removeListener(event: string, listener: (...values: never[]) => void): unknown;
}

/**
 * Adds listeners that cannot throw into the emitter, whatever they do. The emitter owns them: they must not hold it.
 *
 * @returns What removes them.
 */
export function listen(
  emitter: object,
  listeners: Readonly<Record<string, (...values: unknown[]) => void>>,
): () => void {
  const weak = new WeakRef(emitter as Emitter);
  const guarded = Object.entries(listeners).map(([event, listener]) => {
    const guard = (...values: unknown[]): void => {
      try {
        listener(...values);
      } catch {
        // A library that changed costs its figures, never the host's request.
      }
    };
    return [event, guard] as const;
  });
  for (const [event, guard] of guarded) (emitter as Emitter).on(event, guard);
  return () => {
    for (const [event, guard] of guarded) weak.deref()?.removeListener(event, guard);
  };
}
