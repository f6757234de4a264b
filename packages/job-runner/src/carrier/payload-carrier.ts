import type { JobCarrier } from '../adapter.ts';
import { enqueueContext } from './enqueue-context.ts';

/** The one member that {@link withCarrier} adds to a payload. */
export const CARRIER_KEY = 'fluxora.telemetry';

/**
 * For runners that transport nothing but a payload: a shallow copy of it with the carrier under the reserved key
 * `fluxora.telemetry`. `instrumentJob` takes it off again, so that the handler sees the payload as it was.
 *
 * Only plain objects can carry; anything else (arrays, primitives, class instances, `null`) is returned as it is, and its job
 * starts a trace of its own. The payload itself is never written to: it may be frozen, cyclic or shared. Never throws.
 *
 * @param carrier - @defaultValue `enqueueContext()`
 *
 * @example await queue.send('forecast', withCarrier({ site: 'berlin' }));
 */
export function withCarrier<Payload>(
  payload: Payload,
  carrier: JobCarrier = enqueueContext(),
): Payload {
  if (!isPlainObject(payload)) return payload;
  try {
    return { ...payload, [CARRIER_KEY]: carrier };
  } catch {
    return payload;
  }
}

/** What {@link takeCarrier} finds. */
export interface TakenCarrier<Payload> {
  readonly payload: Payload;
  /** `undefined` when there is none. */
  readonly carrier: unknown;
}

/** Undoes {@link withCarrier}: the payload without the reserved key, and what stood there. Never throws. */
export function takeCarrier<Payload>(payload: Payload): TakenCarrier<Payload> {
  try {
    if (isPlainObject(payload) && Object.hasOwn(payload, CARRIER_KEY)) {
      const { [CARRIER_KEY]: carrier, ...rest } = payload as Record<string, unknown>;
      return { payload: rest as Payload, carrier };
    }
  } catch {
    // A Proxy that cannot be read carries nothing.
  }
  return { payload, carrier: undefined };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === Object.prototype || prototype === null;
  } catch {
    return false;
  }
}
