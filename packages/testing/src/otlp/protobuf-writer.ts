import { otlpFields, type OtlpMessage, type OtlpMessageName } from './otlp-schema.ts';

/**
 * Encodes a message that has only strings, 32- and 64-bit varints and other such messages: enough for every response and for
 * `google.rpc.Status`. Fields with their default value are left out, as proto3 does.
 */
export function encodeProtobuf<Name extends OtlpMessageName>(
  name: Name,
  message: OtlpMessage<Name>,
): Buffer {
  return encode(name, message);
}

function encode(name: OtlpMessageName, message: object): Buffer {
  const chunks: Buffer[] = [];
  for (const field of otlpFields(name)) {
    const value = (message as Record<string, unknown>)[field.name];
    if (value === undefined) continue;
    if (typeof value === 'string') {
      if (value) chunks.push(...delimited(field.number, Buffer.from(value)));
    } else if (typeof value === 'bigint' || typeof value === 'number') {
      if (BigInt(value) !== 0n)
        chunks.push(varint(BigInt(field.number) << 3n), varint(BigInt(value)));
    } else if (field.message && !field.isRepeated) {
      const inner = encode(field.message, value as object);
      chunks.push(...delimited(field.number, inner));
    } else {
      throw new TypeError(`${name}.${field.name}: cannot be encoded here.`);
    }
  }
  return Buffer.concat(chunks);
}

function delimited(number: number, content: Buffer): Buffer[] {
  return [varint((BigInt(number) << 3n) | 2n), varint(BigInt(content.length)), content];
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  do {
    const isLast = rest < 0x80n;
    bytes.push(Number(rest & 0x7fn) | (isLast ? 0 : 0x80));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
}
