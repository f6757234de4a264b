import { MAX_DEPTH, createReport, OtlpDecodeError, type Decoded, type Report } from './decoded.ts';
import { ProtobufCursor, WIRE_TYPES, type WireType } from './protobuf-cursor.ts';
import {
  otlpFields,
  type OtlpField,
  type OtlpMessage,
  type OtlpMessageName,
  type OtlpScalar,
} from './otlp-schema.ts';

const WIRE_TYPE_OF: Record<OtlpScalar | 'message', WireType> = {
  string: WIRE_TYPES.bytes,
  bytes: WIRE_TYPES.bytes,
  message: WIRE_TYPES.bytes,
  bool: WIRE_TYPES.varint,
  enum: WIRE_TYPES.varint,
  int32: WIRE_TYPES.varint,
  uint32: WIRE_TYPES.varint,
  sint32: WIRE_TYPES.varint,
  int64: WIRE_TYPES.varint,
  uint64: WIRE_TYPES.varint,
  double: WIRE_TYPES.fixed64,
  fixed64: WIRE_TYPES.fixed64,
  sfixed64: WIRE_TYPES.fixed64,
  fixed32: WIRE_TYPES.fixed32,
};

/**
 * Decodes a protobuf body strictly. Truncated input, groups, invalid tags, overlong varints and broken UTF-8 throw an
 * {@link OtlpDecodeError}; fields that the schema does not have, or has with another wire type, are reported.
 */
export function decodeProtobuf<Name extends OtlpMessageName>(
  bytes: Uint8Array,
  name: Name,
): Decoded<Name> {
  const { violations, report } = createReport();
  const message = readMessage(new ProtobufCursor(bytes), name, '', 0, report);
  return { message: message as OtlpMessage<Name>, violations };
}

const tables = new Map<OtlpMessageName, ReadonlyMap<number, OtlpField>>();

function fieldsByNumber(name: OtlpMessageName): ReadonlyMap<number, OtlpField> {
  let table = tables.get(name);
  if (!table) {
    table = new Map(otlpFields(name).map((field) => [field.number, field]));
    tables.set(name, table);
  }
  return table;
}

function readMessage(
  cursor: ProtobufCursor,
  name: OtlpMessageName,
  path: string,
  depth: number,
  report: Report,
): Record<string, unknown> {
  if (depth > MAX_DEPTH) throw new OtlpDecodeError(`${path}: nested deeper than ${MAX_DEPTH}`);
  const fields = fieldsByNumber(name);
  const message: Record<string, unknown> = {};
  while (!cursor.isAtEnd) {
    const { number, wireType } = cursor.tag();
    const field = fields.get(number);
    const at = path ? `${path}.${field?.name ?? number}` : (field?.name ?? String(number));
    if (!field) {
      cursor.skip(wireType);
      report(at, `field ${number} is not in ${name}`);
      continue;
    }
    const read = (from: ProtobufCursor): unknown =>
      field.message
        ? readMessage(from.slice(), field.message, at, depth + 1, report)
        : READERS[field.type as OtlpScalar](from, at);
    const expected = WIRE_TYPE_OF[field.type];
    if (wireType === expected) {
      store(message, field, read(cursor), (problem) => report(at, problem));
    } else if (field.isRepeated && wireType === WIRE_TYPES.bytes) {
      const packed = cursor.slice();
      while (!packed.isAtEnd) store(message, field, read(packed), () => undefined);
    } else {
      cursor.skip(wireType);
      report(at, `wire type ${wireType} where ${name}.${field.name} has ${expected}`);
    }
  }
  return message;
}

function store(
  message: Record<string, unknown>,
  field: OtlpField,
  value: unknown,
  report: (problem: string) => void,
): void {
  if (field.isRepeated) {
    const list = (message[field.name] ??= []) as unknown[];
    list.push(value);
    return;
  }
  // Protobuf lets the last one win. No encoder sends a field twice, so it is worth knowing.
  if (field.name in message) report(`${field.name} was sent twice`);
  message[field.name] = value;
}

const READERS: Record<OtlpScalar, (cursor: ProtobufCursor, path: string) => unknown> = {
  string: (cursor, path) => cursor.string(path),
  bytes: (cursor) => cursor.bytes(),
  bool: (cursor) => cursor.varint() !== 0n,
  enum: readInt32,
  int32: readInt32,
  uint32: (cursor) => Number(BigInt.asUintN(32, cursor.varint())),
  sint32: (cursor) => {
    const raw = BigInt.asUintN(32, cursor.varint());
    return Number((raw >> 1n) ^ -(raw & 1n));
  },
  int64: (cursor) => BigInt.asIntN(64, cursor.varint()),
  uint64: (cursor) => cursor.varint(),
  double: (cursor) => cursor.double(),
  fixed64: (cursor) => cursor.fixed64(),
  sfixed64: (cursor) => BigInt.asIntN(64, cursor.fixed64()),
  fixed32: (cursor) => cursor.fixed32(),
};

function readInt32(cursor: ProtobufCursor): number {
  return Number(BigInt.asIntN(32, cursor.varint()));
}
