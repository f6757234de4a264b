import type { Connection } from './server/connection.ts';

interface SharedState {
  /** Open requests by socket. */
  readonly connections: WeakMap<object, Connection>;
  /** Whether {@link instrumentHttpServer} is in force. */
  isInstrumented: boolean;
}

/**
 * What has to exist once per process even when this package is loaded twice: a bundled service brings a copy of its own, and
 * `node --import` brings another. Copies of one minor version understand each other's objects.
 */
const KEY = Symbol.for('@fluxora/telemetry-express 0.1');

type Global = typeof globalThis & { [KEY]?: SharedState };

export const shared: SharedState = ((globalThis as Global)[KEY] ??= {
  connections: new WeakMap(),
  isInstrumented: false,
});
