import { OtlpDecodeError } from './decoded.ts';

export const WIRE_TYPES = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
export type WireType = (typeof WIRE_TYPES)[keyof typeof WIRE_TYPES];

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads protobuf's wire format from a byte array. Every method throws {@link OtlpDecodeError} on input that is cut short. */
export class ProtobufCursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  #position: number;

  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#position = start;
    this.#end = end;
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#end;
  }

  tag(): { readonly number: number; readonly wireType: WireType } {
    const at = this.#position;
    const raw = this.varint();
    const number = Number(raw >> 3n);
    const wireType = Number(raw & 7n);
    if (number < 1 || number > 0x1fffffff) throw fail(at, `field number ${number}`);
    if (wireType === 3 || wireType === 4) throw fail(at, 'a group, which proto3 does not have');
    if (wireType > 5) throw fail(at, `wire type ${wireType}`);
    return { number, wireType: wireType as WireType };
  }

  /** An unsigned 64-bit integer. */
  varint(): bigint {
    const at = this.#position;
    let low = 0;
    for (let shift = 0; shift < 49; shift += 7) {
      const byte = this.#byte();
      low += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return BigInt(low);
    }
    let value = BigInt(low);
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw fail(at, 'a varint of more than 10 bytes');
  }

  fixed64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  fixed32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  bytes(): Uint8Array {
    const length = this.#length();
    const start = this.#take(length);
    // A copy, and never a Buffer: its `slice` would share the body's memory.
    return new Uint8Array(this.#bytes.subarray(start, start + length));
  }

  string(path: string): string {
    const length = this.#length();
    const start = this.#take(length);
    try {
      return utf8.decode(this.#bytes.subarray(start, start + length));
    } catch (cause) {
      throw new OtlpDecodeError(`${path}: not valid UTF-8 at byte ${start}`, { cause });
    }
  }

  /** A cursor over the length-delimited value that starts here. */
  slice(): ProtobufCursor {
    const length = this.#length();
    const start = this.#take(length);
    return new ProtobufCursor(this.#bytes, start, start + length);
  }

  skip(wireType: WireType): void {
    if (wireType === WIRE_TYPES.varint) this.varint();
    else if (wireType === WIRE_TYPES.fixed64) this.#take(8);
    else if (wireType === WIRE_TYPES.fixed32) this.#take(4);
    else this.#take(this.#length());
  }

  #length(): number {
    const at = this.#position;
    const length = this.varint();
    if (length > BigInt(this.#end - this.#position)) {
      throw fail(at, `a length of ${length} where ${this.#end - this.#position} bytes are left`);
    }
    return Number(length);
  }

  #byte(): number {
    return this.#bytes[this.#take(1)] ?? 0;
  }

  #take(count: number): number {
    const start = this.#position;
    if (count > this.#end - start) throw fail(start, 'cut short');
    this.#position = start + count;
    return start;
  }
}

function fail(position: number, problem: string): OtlpDecodeError {
  return new OtlpDecodeError(`byte ${position}: ${problem}`);
}
