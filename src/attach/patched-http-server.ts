import { createRequire } from '../node-builtins.ts';

interface HttpModule {
  readonly Server: { readonly prototype: { readonly emit: { readonly __wrapped?: unknown } } };
}

/**
 * Whether `@opentelemetry/instrumentation-http` starts server spans in this process: it replaces `emit` of all HTTP servers,
 * and marks what it puts there.
 */
export function isHttpServerPatched(): boolean {
  try {
    // It patches when `http` is next required. That may come after us, so it is done here, to be seen now.
    const { Server } = createRequire(import.meta.url)('http') as HttpModule;
    return Server.prototype.emit.__wrapped === true;
  } catch {
    // Somebody's hook of `require`, or a bundle without a URL. Ours is on by default.
    return false;
  }
}
