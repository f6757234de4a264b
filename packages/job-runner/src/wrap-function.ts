/** A function that looks like `original` from outside (name, number of parameters) and calls `call` with its receiver. */
export function likeFunction<Fn extends (...args: never[]) => unknown>(
  original: Fn,
  call: (receiver: unknown, args: unknown[]) => unknown,
): Fn {
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    return call(this, args);
  };
  Object.defineProperty(wrapped, 'name', { value: original.name, configurable: true });
  Object.defineProperty(wrapped, 'length', { value: original.length, configurable: true });
  return wrapped as unknown as Fn;
}
