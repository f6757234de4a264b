/**
 * Makes a function that runs `read` at most once per collection, however many instruments ask.
 *
 * A collection calls all observable callbacks in one go, so what was read counts until the program that is running now yields,
 * and is then forgotten: every reader gets fresh values, and nothing is held between collections. A meter provider that yields
 * between callbacks would merely have it read more often.
 */
export function oncePerCollection<T>(read: () => T): () => T {
  let current: { readonly value: T } | undefined;
  const forget = () => {
    current = undefined;
  };
  return () => {
    if (current === undefined) {
      current = { value: read() };
      forgetSoon(forget);
    }
    return current.value;
  };
}

const toForget: (() => void)[] = [];

/** One turn for everything that was read. Not `queueMicrotask`: Node.js makes it an asynchronous resource, 4 µs and at first 2 ms. */
function forgetSoon(forget: () => void): void {
  if (toForget.length === 0) void Promise.resolve().then(forgetAll);
  toForget.push(forget);
}

function forgetAll(): void {
  for (const forget of toForget) forget();
  toForget.length = 0;
}
