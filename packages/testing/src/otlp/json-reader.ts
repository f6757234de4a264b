import { MAX_DEPTH, createReport, OtlpDecodeError, type Decoded, type Report } from './decoded.ts';
import {
  otlpFields,
  type OtlpField,
  type OtlpMessage,
  type OtlpMessageName,
  type OtlpScalar,
} from './otlp-schema.ts';

/** OTLP/JSON writes these three in hexadecimal, where the protobuf JSON mapping has base64. */
const HEX_FIELDS: ReadonlySet<string> = new Set(['traceId', 'spanId', 'parentSpanId']);

/**
 * Decodes an OTLP/JSON body: lowerCamelCase names, ids in hexadecimal, other bytes in base64, 64-bit integers as strings or
 * numbers, enums as numbers. A value of the wrong type throws an {@link OtlpDecodeError}; names that the schema does not
 * have (snake_case ones too, which OTLP/JSON does not allow) are reported.
 */
export function decodeJson<Name extends OtlpMessageName>(text: string, name: Name): Decoded<Name> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new OtlpDecodeError(`not JSON: ${(cause as Error).message}`, { cause });
  }
  const { violations, report } = createReport();
  const message = readMessage(json, name, '', 0, report);
  return { message: message as OtlpMessage<Name>, violations };
}

const tables = new Map<OtlpMessageName, ReadonlyMap<string, OtlpField>>();

function fieldsByName(name: OtlpMessageName): ReadonlyMap<string, OtlpField> {
  let table = tables.get(name);
  if (!table) {
    table = new Map(otlpFields(name).map((field) => [field.name, field]));
    tables.set(name, table);
  }
  return table;
}

function readMessage(
  json: unknown,
  name: OtlpMessageName,
  path: string,
  depth: number,
  report: Report,
): Record<string, unknown> {
  if (depth > MAX_DEPTH) throw new OtlpDecodeError(`${path}: nested deeper than ${MAX_DEPTH}`);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw wrong(path || 'the body', 'an object', json);
  }
  const fields = fieldsByName(name);
  const message: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(json)) {
    const at = path ? `${path}.${key}` : key;
    const field = fields.get(key);
    if (!field) {
      report(at, `${JSON.stringify(key)} is not in ${name}`);
      continue;
    }
    if (value === null) continue;
    const read = (item: unknown): unknown =>
      field.message
        ? readMessage(item, field.message, at, depth + 1, report)
        : READERS[field.type as OtlpScalar](item, at, field);
    if (!field.isRepeated) {
      message[field.name] = read(value);
    } else {
      if (!Array.isArray(value)) throw wrong(at, 'an array', value);
      message[field.name] = value.map(read);
    }
  }
  return message;
}

const INT32 = [-(2n ** 31n), 2n ** 31n - 1n] as const;
const UINT32 = [0n, 2n ** 32n - 1n] as const;
const INT64 = [-(2n ** 63n), 2n ** 63n - 1n] as const;
const UINT64 = [0n, 2n ** 64n - 1n] as const;

type Reader = (json: unknown, path: string, field: OtlpField) => unknown;

const READERS: Record<OtlpScalar, Reader> = {
  string: (json, path) => {
    if (typeof json !== 'string') throw wrong(path, 'a string', json);
    return json;
  },
  bool: (json, path) => {
    if (typeof json !== 'boolean') throw wrong(path, 'a boolean', json);
    return json;
  },
  bytes: (json, path, { name }) =>
    HEX_FIELDS.has(name) ? readHex(json, path) : readBase64(json, path),
  double: readDouble,
  enum: (json, path) => {
    if (typeof json !== 'number') throw wrong(path, 'an enum as its number', json);
    return Number(readInteger(json, path, INT32));
  },
  int32: (json, path) => Number(readInteger(json, path, INT32)),
  sint32: (json, path) => Number(readInteger(json, path, INT32)),
  uint32: (json, path) => Number(readInteger(json, path, UINT32)),
  fixed32: (json, path) => Number(readInteger(json, path, UINT32)),
  int64: (json, path) => readInteger(json, path, INT64),
  sfixed64: (json, path) => readInteger(json, path, INT64),
  uint64: (json, path) => readInteger(json, path, UINT64),
  fixed64: (json, path) => readInteger(json, path, UINT64),
};

function readInteger(
  json: unknown,
  path: string,
  [min, max]: readonly [min: bigint, max: bigint],
): bigint {
  const isInteger =
    typeof json === 'number'
      ? Number.isInteger(json)
      : typeof json === 'string' && /^-?\d+$/.test(json);
  if (!isInteger) throw wrong(path, 'an integer', json);
  const value = BigInt(json as number | string);
  if (value < min || value > max) throw wrong(path, `an integer from ${min} to ${max}`, json);
  return value;
}

function readDouble(json: unknown, path: string): number {
  if (typeof json === 'number') return json;
  if (json === 'NaN' || json === 'Infinity' || json === '-Infinity') return Number(json);
  if (typeof json === 'string' && json.trim() !== '' && Number.isFinite(Number(json))) {
    return Number(json);
  }
  throw wrong(path, 'a number', json);
}

function readHex(json: unknown, path: string): Uint8Array {
  if (typeof json !== 'string' || json.length % 2 !== 0 || !/^[\da-f]*$/i.test(json)) {
    throw wrong(path, 'an id in hexadecimal', json);
  }
  return new Uint8Array(Buffer.from(json, 'hex'));
}

function readBase64(json: unknown, path: string): Uint8Array {
  if (typeof json !== 'string' || !/^[\w+/-]*={0,2}$/.test(json)) throw wrong(path, 'base64', json);
  return new Uint8Array(Buffer.from(json, 'base64'));
}

function wrong(path: string, expected: string, json: unknown): OtlpDecodeError {
  const text = JSON.stringify(json) ?? String(json);
  return new OtlpDecodeError(`${path}: expected ${expected}, got ${text.slice(0, 80)}`);
}
