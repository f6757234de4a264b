import type { Baggage, BaggageEntry } from '@opentelemetry/api';
import { drops, type DropLedger } from '../drops/drop-ledger.ts';

/** Limits of W3C baggage. */
const MAX_BAGGAGE_MEMBERS = 180;
/** Bytes of the whole header. */
const MAX_BAGGAGE_BYTES = 8_192;

/** The first entries that fit into the limits of W3C baggage; what does not fit is counted as `oversize`. */
export function limitBaggage(baggage: Baggage, ledger: DropLedger = drops): Baggage {
  const entries = baggage.getAllEntries();
  const refused: string[] = [];
  let members = 0;
  let bytes = 0;
  for (const [key, entry] of entries) {
    const size = encodedBytes(key, entry) + (members === 0 ? 0 : 1);
    if (members >= MAX_BAGGAGE_MEMBERS || bytes + size > MAX_BAGGAGE_BYTES) {
      refused.push(key);
    } else {
      members++;
      bytes += size;
    }
  }
  if (refused.length === 0) return baggage;
  ledger.record('traces', 'oversize', refused.length);
  return baggage.removeEntries(...refused);
}

function encodedBytes(key: string, entry: BaggageEntry): number {
  const metadata =
    entry.metadata === undefined ? 0 : 1 + Buffer.byteLength(entry.metadata.toString());
  return encodedLength(key) + 1 + encodedLength(entry.value) + metadata;
}

/** Percent-encoding gives three characters per byte at most; lone surrogates cannot be encoded at all. */
function encodedLength(text: string): number {
  try {
    return encodeURIComponent(text).length;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
