export type GlobalName = 'trace' | 'metrics' | 'logs' | 'context' | 'propagation';

// The API keeps what is registered under this symbol so that several copies of it can share. That is the one place which
// tells "nothing registered" from "something registered", and which can be put back exactly as it was.
const API = Symbol.for('opentelemetry.js.api.1');

type Registry = Partial<Record<GlobalName, object>>;

/** What is registered with the OpenTelemetry API, as it stands there; `undefined` when nothing is. */
export function registeredGlobal(name: GlobalName): object | undefined {
  return registry()?.[name];
}

/** Puts `value` in the place of whatever is registered; `undefined` empties the place. */
export function replaceGlobal(name: GlobalName, value: object | undefined): void {
  const globals = registry();
  if (!globals) return;
  if (value) globals[name] = value;
  else delete globals[name];
}

function registry(): Registry | undefined {
  return (globalThis as { [API]?: Registry })[API];
}
