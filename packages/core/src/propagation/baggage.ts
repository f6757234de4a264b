import { context, propagation, type Baggage } from '@opentelemetry/api';
import { drops } from '../drops/drop-ledger.ts';
import type { Providers } from '../providers.ts';
import { runInContext } from '../spans/run-in-context.ts';
import { limitBaggage } from './baggage-limits.ts';

/** A token of RFC 9110, which is what a baggage key must be. */
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;

/** Cannot be percent-encoded. */
const LONE_SURROGATE = /\p{Surrogate}/u;

export type BaggageEntries = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Runs `fn` with these entries in the active baggage; `undefined` removes one. They stay in the process unless the
 * propagation policy lists their keys.
 *
 * Bad keys (not a token) and values (objects, NaN…) are left out and counted as `bad_attribute`; entries beyond 180 or 8192
 * bytes are left out and counted as `oversize`. What `fn` returns or throws passes through untouched.
 *
 * @example await setBaggage({ 'fluxora.tenant': tenant.id }, () => handle(request));
 */
export function setBaggage<Result>(
  entries: BaggageEntries,
  fn: () => Result,
  options: { providers?: Providers } = {},
): Result {
  let next = undefined;
  try {
    const active = context.active();
    const ledger = options.providers?.drops ?? drops;
    let baggage: Baggage = propagation.getBaggage(active) ?? propagation.createBaggage();
    for (const [key, value] of Object.entries(entries)) {
      const text = toBaggageValue(value);
      if (value === undefined) baggage = baggage.removeEntry(key);
      else if (text === undefined || !TOKEN.test(key)) ledger.record('traces', 'bad_attribute');
      else baggage = baggage.setEntry(key, { value: text });
    }
    next = propagation.setBaggage(active, limitBaggage(baggage, ledger));
  } catch {
    // Baggage is a courtesy; the work is not.
  }
  return next === undefined ? fn() : runInContext(next, fn);
}

/** The value of one entry of the active baggage; undefined when there is none. Never throws. */
export function getBaggage(key: string): string | undefined {
  try {
    return propagation.getActiveBaggage()?.getEntry(key)?.value;
  } catch {
    return undefined;
  }
}

function toBaggageValue(value: unknown): string | undefined {
  if (typeof value === 'string') return LONE_SURROGATE.test(value) ? undefined : value;
  if (typeof value === 'boolean' || Number.isFinite(value)) return String(value);
  return undefined;
}
