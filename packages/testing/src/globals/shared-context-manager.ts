import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { registeredGlobal } from './registered-global.ts';

let users = 0;
let ours: AsyncLocalStorageContextManager | undefined;

/**
 * Makes `context.with` work while at least one test telemetry lives.
 *
 * The OpenTelemetry API has one context manager per process and no way to pass another, so this cannot be isolated; it
 * need not be either: it carries whatever context it is given and emits nothing. One is registered when the first test
 * telemetry is made and there is none, and taken out again when the last is disposed of. A manager that somebody else
 * registered is used as it is and stays.
 *
 * @returns Gives the use back. Calling it again does nothing.
 */
export function useSharedContextManager(): () => void {
  users += 1;
  if (!registeredGlobal('context')) {
    ours = new AsyncLocalStorageContextManager().enable();
    context.setGlobalContextManager(ours);
  }
  let isReleased = false;
  return () => {
    if (isReleased) return;
    isReleased = true;
    users -= 1;
    if (users > 0 || !ours) return;
    if (registeredGlobal('context') === ours) context.disable();
    ours = undefined;
  };
}
