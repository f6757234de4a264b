type Method = (this: unknown, ...values: unknown[]) => unknown;

/**
 * Puts a method of its own on one object, in front of the inherited one. Not on the prototype: other objects of its class stay
 * as they are. Name, length, `this` and arguments are the original's.
 *
 * @returns What takes it off; when somebody else has wrapped it meanwhile it stays, and only passes on.
 */
export function shadowMethod(
  target: object,
  name: string,
  around: (original: Method) => Method,
): () => void {
  const original = (target as Record<string, Method>)[name] as Method;
  const former = Object.getOwnPropertyDescriptor(target, name);
  const watching = around(original);
  let isStopped = false;
  const replacement: Method = function (...values) {
    return (isStopped ? original : watching).apply(this, values);
  };
  for (const property of ['name', 'length'] as const) {
    Object.defineProperty(replacement, property, { value: original[property], configurable: true });
  }
  Object.defineProperty(target, name, {
    value: replacement,
    configurable: true,
    writable: true,
    enumerable: former?.enumerable ?? false,
  });
  const weak = new WeakRef(target);
  return () => {
    isStopped = true;
    const object = weak.deref();
    if (!object || Object.getOwnPropertyDescriptor(object, name)?.value !== replacement) return;
    if (former) Object.defineProperty(object, name, former);
    else Reflect.deleteProperty(object, name);
  };
}
