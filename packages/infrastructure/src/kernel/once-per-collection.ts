/**
 * Makes a function that runs `read` at most once per collection, however many instruments ask.
 *
 * A collection calls all observable callbacks in one go, so what was read counts until the program that is running now yields,
 * and is then forgotten: every reader gets fresh values, and nothing is held between collections. A meter provider that yields
 * between callbacks would merely have it read more often.
 */
export function oncePerCollection<T>(read: () => T): () => T {
  let current: { readonly value: T } | undefined;
  return () => {
    if (current === undefined) {
      current = { value: read() };
      queueMicrotask(() => {
        current = undefined;
      });
    }
    return current.value;
  };
}
