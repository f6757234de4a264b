/** What one OTLP export request holds: how many items, and how often each name occurs. */
export interface OtlpCount {
  readonly items: number;
  readonly names: ReadonlyMap<string, number>;
}

/** Field number of the name in Span, Metric and LogRecord (its event name). */
const NAME_FIELD = { traces: 5, metrics: 1, logs: 12 } as const;

export type OtlpSignal = keyof typeof NAME_FIELD;

/**
 * Counts the spans, metrics or log records of a protobuf export request without decoding them.
 *
 * All three requests nest alike: resource group (1) → scope group (2) → item (2). Skipping by length costs the sink
 * well under a microsecond per item, so that it does not slow the generator it shares a core with.
 *
 * @throws RangeError when the body is not the protobuf it claims to be.
 */
export function countOtlp(signal: OtlpSignal, body: Uint8Array): OtlpCount {
  const nameField = NAME_FIELD[signal];
  const names = new Map<string, number>();
  let items = 0;
  for (const resource of fields(body, 1)) {
    for (const scope of fields(resource, 2)) {
      for (const item of fields(scope, 2)) {
        items++;
        for (const name of fields(item, nameField)) {
          const text = decoder.decode(name);
          names.set(text, (names.get(text) ?? 0) + 1);
        }
      }
    }
  }
  return { items, names };
}

const decoder = new TextDecoder();

/** The length-delimited fields of a message that carry `wanted` as their number. */
function* fields(bytes: Uint8Array, wanted: number): Generator<Uint8Array> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError('bench/sink: truncated protobuf.');
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const wireType = tag % 8;
    if (wireType === 0) varint();
    else if (wireType === 1) at += 8;
    else if (wireType === 5) at += 4;
    else if (wireType === 2) {
      const length = varint();
      if (at + length > bytes.length) throw new RangeError('bench/sink: truncated protobuf.');
      if (Math.floor(tag / 8) === wanted) yield bytes.subarray(at, at + length);
      at += length;
    } else throw new RangeError(`bench/sink: wire type ${wireType} is not OTLP.`);
  }
}
