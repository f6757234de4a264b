import { context } from '@opentelemetry/api';
import { format } from '../../node-builtins.ts';
import type { LogLevel } from '../log-level.ts';
import { bridgeRegistry, type ConsoleCapture, type ConsoleLine } from './bridge-registry.ts';
import { sendUnlessBridged } from './console-hand-over.ts';

/** The captured methods and what their lines are worth. */
const METHODS = {
  trace: 'trace',
  debug: 'debug',
  log: 'info',
  info: 'info',
  warn: 'warn',
  error: 'error',
} as const satisfies Partial<Record<keyof Console, LogLevel>>;
type Method = keyof typeof METHODS;

/** The mark on a context in which an SDK does its own exporting. */
const SUPPRESS_TRACING = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** Puts our wrapper around each console method that does not have it yet. */
export function patchConsole(): void {
  const capture = bridgeRegistry().console;
  for (const method of Object.keys(METHODS) as Method[]) {
    if (capture.patched.has(method)) continue;
    const original: unknown = console[method];
    if (typeof original !== 'function') continue;
    const wrapper = wrap(method, original, capture);
    capture.patched.set(method, { original, wrapper });
    console[method] = wrapper as Console[Method];
  }
}

/** Takes our wrappers off; one that somebody else has wrapped stays, and only passes calls on. */
export function unpatchConsole(): void {
  const { patched } = bridgeRegistry().console;
  for (const [method, { original, wrapper }] of patched) {
    if (console[method as Method] !== wrapper) continue;
    console[method as Method] = original as Console[Method];
    patched.delete(method);
  }
}

function wrap(method: Method, original: Function, capture: ConsoleCapture): Function {
  const wrapper = function (this: unknown, ...args: unknown[]): unknown {
    if (capture.isInside || capture.subscribers.size === 0) {
      return Reflect.apply(original, this, args);
    }
    // console.trace prints through console.error, and whoever replaced a method may print through another.
    capture.isInside = true;
    try {
      return Reflect.apply(original, this, args);
    } finally {
      try {
        record(method, args, capture, wrapper);
      } catch {
        // What cannot be captured has been printed at least.
      }
      capture.isInside = false;
    }
  };
  Object.defineProperty(wrapper, 'name', { value: method, configurable: true });
  return wrapper;
}

function record(
  method: Method,
  args: readonly unknown[],
  capture: ConsoleCapture,
  wrapper: Function,
): void {
  // An exporter that reports its failure here would otherwise be given the report to export.
  if (context.active().getValue(SUPPRESS_TRACING) === true) return;
  const text = format(...args);
  const line: ConsoleLine = {
    level: METHODS[method],
    method,
    text,
    args,
    timeMs: Date.now(),
    stack: method === 'trace' ? stackAbove(wrapper) : undefined,
  };
  sendUnlessBridged(text, () => {
    const wasInside = capture.isInside;
    capture.isInside = true;
    const targets = new Set<unknown>();
    for (const subscriber of capture.subscribers) {
      const target = subscriber.target();
      if (targets.has(target)) continue;
      targets.add(target);
      subscriber.record(line);
    }
    capture.isInside = wasInside;
  });
}

function stackAbove(wrapper: Function): string | undefined {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, wrapper);
  return holder.stack?.replace(/^.*\n/, '');
}
