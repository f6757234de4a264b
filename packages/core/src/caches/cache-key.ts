import type { CacheSignals } from './cache-signals.ts';

type Args = readonly unknown[];
// oxlint-disable-next-line typescript/no-explicit-any
type AnyFunction = (this: any, ...args: any) => unknown;

/** The call cannot be told from others: it must go past the cache. */
export const NO_KEY = Symbol('no key');

/** Finds the key of a call, or {@link NO_KEY}. Never throws. */
export type KeyOf = (self: unknown, args: Args) => unknown;

/** @param key - The user's; without one the only argument is the key. */
export function keyOfCalls(
  fn: AnyFunction,
  key: AnyFunction | undefined,
  signals: CacheSignals,
): KeyOf {
  return key === undefined ? keyOfArgument(fn, signals) : keyOfUser(key, signals);
}

function keyOfUser(key: AnyFunction, signals: CacheSignals): KeyOf {
  return (self, args) => {
    let found: unknown;
    try {
      found = Reflect.apply(key, self, args);
    } catch {
      signals.reportFailure('has a key() that threw', 'Calls for which it throws are not cached.');
      return NO_KEY;
    }
    if (isPrimitive(found)) return found;
    signals.say(
      `has a key() that gave ${kindOf(found)} instead of a primitive`,
      'Such calls are not cached. Return a string or a number.',
    );
    return NO_KEY;
  };
}

function keyOfArgument(fn: AnyFunction, signals: CacheSignals): KeyOf {
  const isSharedReceiver = receiverCheck(fn, signals);
  return (self, args) => {
    const [argument] = args;
    if (args.length > 1 || !isPrimitive(argument)) {
      signals.say(
        args.length > 1
          ? `was called with ${args.length} arguments`
          : `was called with ${kindOf(argument)}`,
        'Such calls are not cached. Pass the option key, which makes a string or number of the arguments.',
      );
      return NO_KEY;
    }
    return isSharedReceiver(self) ? argument : NO_KEY;
  };
}

/**
 * Whether `this` may be left out of the key. A method cached on the prototype would otherwise give one object what it computed
 * for another. Bound functions, and those whose source can be read and does not mention `this`, need no such care.
 */
function receiverCheck(fn: AnyFunction, signals: CacheSignals): (self: unknown) => boolean {
  const source = Function.prototype.toString.call(fn);
  const isIndependent =
    fn.name.startsWith('bound ') || !/\b(?:this|super|eval|native code)\b/.test(source);
  if (isIndependent) return () => true;
  let owner: WeakRef<object> | undefined;
  return (self) => {
    if (typeof self !== 'object' || self === null) return true;
    owner ??= new WeakRef(self);
    if (owner.deref() === self) return true;
    signals.say(
      'is a method and was called on several objects',
      'Only calls on the first are cached. Call cached() once per object, or pass an option key that tells them apart by `this`.',
    );
    return false;
  };
}

/** Without its contents: what a key is made of stays in the process. */
function kindOf(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  return Array.isArray(value) ? 'an array' : 'an object';
}

function isPrimitive(value: unknown): boolean {
  return value === null || (typeof value !== 'object' && typeof value !== 'function');
}
