import type { Instruments } from '@fluxora/telemetry-core';
import { HTTP_METHODS, type httpServerCatalog } from '../catalog.ts';
import type { Scheme } from './connection.ts';
import type { RequestRecord, StreamKind } from './request-record.ts';
import { streamKindOf } from './response-facts.ts';

type ServerInstruments = Instruments<typeof httpServerCatalog>;

const SCHEMES: readonly Scheme[] = ['http', 'https'];
const STREAM_KINDS: readonly StreamKind[] = [
  'server_sent_events',
  'multipart',
  'websocket',
  'upgrade',
];

/**
 * The requests that are open: a linked list, since adding and removing is paid by every request and counting only by the
 * collection of metrics. What was counted once is reported for ever, as 0 when there is none.
 */
export class OpenRequests {
  #first: RequestRecord | undefined;
  readonly #seenRequests = new Set<number>();
  readonly #seenStreams = new Set<number>();

  add(record: RequestRecord): void {
    const first = this.#first;
    record.nextOpen = first;
    if (first !== undefined) first.previousOpen = record;
    this.#first = record;
    if (record.upgradeKind === undefined) this.#seenRequests.add(requestSlot(record));
  }

  remove(record: RequestRecord): void {
    const { previousOpen, nextOpen } = record;
    if (previousOpen !== undefined) previousOpen.nextOpen = nextOpen;
    else if (this.#first === record) this.#first = nextOpen;
    if (nextOpen !== undefined) nextOpen.previousOpen = previousOpen;
    record.previousOpen = undefined;
    record.nextOpen = undefined;
  }

  /** Notes a stream that ended between two collections, so that its series exists. */
  noteStream(record: RequestRecord, kind: StreamKind): void {
    this.#seenStreams.add(streamSlot(record, kind));
  }

  /** Reports the open requests and streams at every collection. Returns what stops it. */
  observe(instruments: ServerInstruments): () => void {
    const stops = [
      instruments.activeRequests.observe((observe) => {
        const counts = zeros(this.#seenRequests);
        for (let each = this.#first; each !== undefined; each = each.nextOpen) {
          if (each.upgradeKind === undefined) increment(counts, requestSlot(each));
        }
        for (const [slot, count] of counts) {
          observe(count, {
            'http.request.method': methodIn(slot),
            'url.scheme': schemeIn(slot),
          });
        }
      }),
      instruments.activeStreams.observe((observe) => {
        const open = zeros(this.#seenStreams);
        for (let each = this.#first; each !== undefined; each = each.nextOpen) {
          const kind = each.upgradeKind ?? streamKindOf(each.response);
          if (kind === undefined) continue;
          this.#seenStreams.add(streamSlot(each, kind));
          increment(open, streamSlot(each, kind));
        }
        for (const [slot, count] of open) {
          observe(count, {
            'http.request.method': methodIn(slot),
            'url.scheme': schemeIn(slot),
            'fluxora.http.server.stream.kind': STREAM_KINDS[slot >> 5] as StreamKind,
          });
        }
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }
}

// Small numbers for sets of attributes: 4 bits of method, 1 of scheme, then the kind of stream.

function requestSlot(record: RequestRecord): number {
  return record.method.index | (record.scheme === 'https' ? 16 : 0);
}

function streamSlot(record: RequestRecord, kind: StreamKind): number {
  return requestSlot(record) | (STREAM_KINDS.indexOf(kind) << 5);
}

function methodIn(slot: number) {
  return HTTP_METHODS[slot & 15] as (typeof HTTP_METHODS)[number];
}

function schemeIn(slot: number): Scheme {
  return SCHEMES[(slot >> 4) & 1] as Scheme;
}

function zeros(slots: Iterable<number>): Map<number, number> {
  return new Map(Array.from(slots, (slot) => [slot, 0]));
}

function increment(counts: Map<number, number>, slot: number): void {
  counts.set(slot, (counts.get(slot) ?? 0) + 1);
}
