/** Listens to a diagnostics channel. What the listener throws is lost, as everything that measures. Returns what ends it. */
export function subscribeChannel(name: string, listener: (message: unknown) => void): () => void {
  const { subscribe, unsubscribe } = process.getBuiltinModule('node:diagnostics_channel');
  const guarded = (message: unknown): void => {
    try {
      listener(message);
    } catch {
      // Otherwise Node would throw it as an uncaught exception.
    }
  };
  subscribe(name, guarded);
  return () => void unsubscribe(name, guarded);
}
