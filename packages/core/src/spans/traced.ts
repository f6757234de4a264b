import { TelemetryError } from '../telemetry-error.ts';
import { withSpan, type SpanOptions } from './with-span.ts';

// oxlint-disable-next-line typescript/no-explicit-any
type AnyMethod<This> = (this: This, ...args: any) => any;

/** Works as a standard decorator and as a legacy one (`experimentalDecorators`), on methods and static methods. */
export interface TracedDecorator {
  <This, Method extends AnyMethod<This>>(
    method: Method,
    context: ClassMethodDecoratorContext<This, Method>,
  ): Method;
  <Value>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Value>,
  ): TypedPropertyDescriptor<Value>;
}

/**
 * Runs every call of the decorated method inside a span, exactly as {@link withSpan} does.
 *
 * @param name - Span name. @defaultValue `Class.method`, the class being the one that declares the method
 * @throws TelemetryError `decorator.invalid` when it decorates something else than a method.
 *
 * @example
 * class Forecaster {
 *   \@traced()
 *   async predict(site: string) { … }   // span "Forecaster.predict"
 * }
 */
export function traced(options?: SpanOptions): TracedDecorator;
export function traced(name: string, options?: SpanOptions): TracedDecorator;
export function traced(
  nameOrOptions?: string | SpanOptions,
  maybeOptions?: SpanOptions,
): TracedDecorator {
  const givenName = typeof nameOrOptions === 'string' ? nameOrOptions : undefined;
  const options = (typeof nameOrOptions === 'string' ? maybeOptions : nameOrOptions) ?? {};

  const wrap = (method: unknown, key: string | symbol): unknown => {
    if (typeof method !== 'function') throw notAMethod(key);
    let name = givenName;
    const replacement = function (this: unknown, ...args: unknown[]): unknown {
      name ??= spanName(this, key, replacement);
      return withSpan(name, options, () => Reflect.apply(method, this, args));
    };
    Object.defineProperty(replacement, 'name', { value: method.name, configurable: true });
    Object.defineProperty(replacement, 'length', { value: method.length, configurable: true });
    return replacement;
  };

  const decorate = (
    methodOrTarget: unknown,
    contextOrKey: DecoratorContext | string | symbol,
    descriptor?: PropertyDescriptor,
  ): unknown => {
    if (typeof contextOrKey === 'object' && contextOrKey !== null) {
      if (contextOrKey.kind !== 'method') throw notAMethod(contextOrKey.name ?? '');
      return wrap(methodOrTarget, contextOrKey.name);
    }
    if (!descriptor) throw notAMethod(contextOrKey);
    return { ...descriptor, value: wrap(descriptor.value, contextOrKey) };
  };
  return decorate as TracedDecorator;
}

function notAMethod(key: string | symbol): TelemetryError {
  return new TelemetryError(
    'decorator.invalid',
    `telemetry/traced: @traced() decorates "${String(key)}", which is not a method. Put it on a method, or use withSpan inside.`,
  );
}

/** The class that declares the method, found by identity: `this` may be an instance of a subclass. */
function spanName(receiver: unknown, key: string | symbol, replacement: unknown): string {
  const method = typeof key === 'symbol' ? `[${key.description ?? ''}]` : key;
  try {
    for (let owner: unknown = receiver; owner; owner = Object.getPrototypeOf(owner)) {
      if (Object.getOwnPropertyDescriptor(owner, key)?.value === replacement) {
        return `${classNameOf(owner)}.${method}`;
      }
    }
    // A private method is on no prototype.
    if (receiver) return `${classNameOf(receiver)}.${method}`;
  } catch {
    // A hostile receiver costs the class name.
  }
  return method;
}

function classNameOf(owner: unknown): string {
  const constructor = typeof owner === 'function' ? owner : (owner as object).constructor;
  return constructor?.name || 'anonymous';
}
