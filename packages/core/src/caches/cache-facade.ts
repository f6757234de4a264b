import { inspect, types } from '../node-builtins.ts';
import type { AnyCache, CacheWatch, Method } from './cache-watch.ts';

/** Methods that hand the cache itself to a callback, as its last argument. */
const VISITORS: ReadonlySet<PropertyKey> = new Set(['forEach', 'rforEach', 'find']);

/** Methods whose promise may give the cache itself (`await createClient().connect()`). */
const SELF_RESOLVING: ReadonlySet<PropertyKey> = new Set(['connect']);

/**
 * Makes the object that stands for an observed cache.
 *
 * It has the wrapped methods of its own, and inherits everything else from a Proxy which forwards to the cache with the cache
 * as `this`. So the wrapped methods cost a plain property look-up, where a Proxy alone would cost 60–80 ns at every call; and
 * internal slots (`Map`), private fields, accessors, `instanceof`, iteration and properties that come later work, which a bare
 * `Object.create(cache)` would break. See docs/decisions/0008.
 */
export function createFacade(watch: CacheWatch, methods: Readonly<Record<string, Method>>): object {
  const { target } = watch;
  const facade: object = Object.create(new Proxy(target, forwarding(watch)));
  const own = (key: PropertyKey, descriptor: PropertyDescriptor): void => {
    // Writable and configurable: tests spy on methods, and spies must come off again.
    Object.defineProperty(facade, key, { ...descriptor, enumerable: false, configurable: true });
  };
  for (const [name, method] of Object.entries(methods)) {
    const { name: shownName, length } = target[name] as Method;
    Object.defineProperty(method, 'name', { value: shownName, configurable: true });
    Object.defineProperty(method, 'length', { value: length, configurable: true });
    own(name, { value: method, writable: true });
  }
  if (typeof target['size'] === 'number') own('size', { get: () => target['size'] });
  own(inspect.custom, { value: () => target, writable: true });
  watch.facade = facade;
  return facade;
}

/** Property access that ends at the cache, and functions that see the cache as `this`. */
function forwarding(watch: CacheWatch): ProxyHandler<AnyCache> {
  // By function, so that `cache.keys === cache.keys`.
  const wrapped = new WeakMap<object, unknown>();
  const { target } = watch;
  return {
    get(_target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (value === target) return watch.facade;
      if (typeof value !== 'function' || key === 'constructor' || isFixed(target, key))
        return value;
      let wrapper = wrapped.get(value);
      if (wrapper === undefined) {
        wrapper = rebound(watch, key, value as Method);
        wrapped.set(value, wrapper);
      }
      return wrapper;
    },
    set(_target, key, value) {
      return Reflect.set(target, key, value === watch.facade ? target : value, target);
    },
  };
}

/** Whether a Proxy must give the very value of a property: otherwise the engine throws. */
function isFixed(target: object, key: PropertyKey): boolean {
  const own = Reflect.getOwnPropertyDescriptor(target, key);
  return own !== undefined && own.configurable === false && own.writable === false;
}

/** The same function (name, properties, `new`), called on the cache when it is called on the facade. */
function rebound(watch: CacheWatch, key: PropertyKey, method: Method): unknown {
  const { target } = watch;
  const disguise = (value: unknown): unknown => (value === target ? watch.facade : value);
  return new Proxy(method, {
    apply(_method, self, args: unknown[]) {
      if (self !== watch.facade) return Reflect.apply(method, self, args);
      if (VISITORS.has(key) && typeof args[0] === 'function') {
        args = [disguisedVisitor(args[0] as Method, disguise), ...args.slice(1)];
      }
      const result: unknown = Reflect.apply(method, target, args);
      if (SELF_RESOLVING.has(key) && types.isPromise(result)) return result.then(disguise);
      return disguise(result);
    },
  });
}

function disguisedVisitor(visitor: Method, disguise: (value: unknown) => unknown): Method {
  return function (...args) {
    return Reflect.apply(visitor, this, args.map(disguise));
  };
}
