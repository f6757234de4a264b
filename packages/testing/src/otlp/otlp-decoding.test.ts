import * as fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { OtlpDecodeError } from './decoded.ts';
import { decodeJson } from './json-reader.ts';
import {
  OTLP_MESSAGES,
  otlpFields,
  type OtlpField,
  type OtlpMessage,
  type OtlpMessageName,
  type OtlpScalar,
} from './otlp-schema.ts';
import { decodeProtobuf } from './protobuf-reader.ts';
import { encodeProtobuf } from './protobuf-writer.ts';

const REQUESTS = [
  'ExportTraceServiceRequest',
  'ExportMetricsServiceRequest',
  'ExportLogsServiceRequest',
] as const satisfies OtlpMessageName[];

describe.each(REQUESTS)('decoding %s', (name) => {
  it.each([true, false])('reads what protobufjs writes, packed: %s', (isPacked) => {
    const type = typeIn(rootOf(isPacked), name);

    fc.assert(
      fc.property(arbitraryMessage(name, 0), (message) => {
        const bytes = type.encode(type.fromObject(withTexts(message))).finish();

        expect(decodeProtobuf(bytes, name)).toEqual({ message, violations: [] });
      }),
      { numRuns: 25 },
    );
  });

  it('reads the same from JSON as from protobuf', () => {
    fc.assert(
      fc.property(arbitraryMessage(name, 0), (message) => {
        const text = JSON.stringify(toJson(message, name));

        expect(decodeJson(text, name)).toEqual({ message, violations: [] });
      }),
      { numRuns: 25 },
    );
  });

  it('takes and rejects bodies that are cut short as protobufjs does', () => {
    const type = typeIn(rootOf(true), name);

    fc.assert(
      fc.property(arbitraryMessage(name, 0), fc.nat(), (message, at) => {
        const bytes = type.encode(type.fromObject(withTexts(message))).finish();
        fc.pre(bytes.length > 0);
        const cut = bytes.subarray(0, at % bytes.length);

        // Cut between two top-level values it is a shorter message, cut anywhere else it is none: as protobufjs finds.
        const isMessage = outcomeOf(() => type.decode(cut)) === 'decoded';
        expect(outcomeOf(() => decodeProtobuf(cut, name))).toBe(isMessage ? 'decoded' : 'rejected');
      }),
      { numRuns: 50 },
    );
  });

  it('decodes or rejects arbitrary bytes, and never fails otherwise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(['decoded', 'rejected']).toContain(outcomeOf(() => decodeProtobuf(bytes, name)));
      }),
      { numRuns: 500 },
    );
  });

  it('decodes or rejects arbitrary JSON, and never fails otherwise', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(['decoded', 'rejected']).toContain(outcomeOf(() => decodeJson(text, name)));
      }),
      { numRuns: 300 },
    );
  });
});

describe('what is wrong with a protobuf body', () => {
  const span = (...fields: number[]): Uint8Array => {
    const scope = [18, fields.length, ...fields];
    const resource = [18, scope.length, ...scope];
    return Uint8Array.from([10, resource.length, ...resource]);
  };
  const decode = (bytes: Uint8Array) => decodeProtobuf(bytes, 'ExportTraceServiceRequest');

  it('is reported when the schema does not have a field, and the rest is read', () => {
    const { message, violations } = decode(span(0xa0, 6, 1, 42, 1, 0x78));

    expect(violations).toEqual([
      {
        path: 'resourceSpans.scopeSpans.spans.100',
        problem: 'field 100 is not in Span',
      },
    ]);
    expect(message.resourceSpans?.[0]?.scopeSpans?.[0]?.spans).toEqual([{ name: 'x' }]);
  });

  it('is reported when a field has another wire type, or comes twice', () => {
    expect(decode(span(40, 1)).violations).toEqual([
      {
        path: 'resourceSpans.scopeSpans.spans.name',
        problem: 'wire type 0 where Span.name has 2',
      },
    ]);
    expect(decode(span(42, 1, 0x78, 42, 1, 0x79)).violations).toEqual([
      { path: 'resourceSpans.scopeSpans.spans.name', problem: 'name was sent twice' },
    ]);
  });

  it.each([
    ['a group', [11, 12], 'byte 0: a group, which proto3 does not have'],
    ['field number 0', [2, 0], 'byte 0: field number 0'],
    ['wire type 7', [15, 0], 'byte 0: wire type 7'],
    ['a varint without end', Array(11).fill(0xff), 'byte 0: a varint of more than 10 bytes'],
    ['a length beyond the end', [10, 9, 0], 'byte 1: a length of 9 where 1 bytes are left'],
    ['a value that is cut short', [10], 'byte 1: cut short'],
    ['a fixed value that is cut short', [25, 0, 0], 'byte 1: cut short'],
  ])('throws on %s', (_what, bytes, message) => {
    expect(() => decode(Uint8Array.from(bytes))).toThrow(new OtlpDecodeError(message));
  });

  it('throws on text that is not UTF-8', () => {
    expect(() => decode(span(42, 1, 0xff))).toThrow(
      'resourceSpans.scopeSpans.spans.name: not valid UTF-8 at byte',
    );
  });

  it('throws on nesting that would exhaust the stack, in JSON too', () => {
    let bytes: number[] = [];
    let json: unknown = {};
    for (let depth = 0; depth < 60; depth += 1) {
      bytes = [10, ...varint(bytes.length), ...bytes];
      bytes = [42, ...varint(bytes.length), ...bytes];
      json = { arrayValue: { values: [json] } };
    }

    expect(() => decodeProtobuf(Uint8Array.from(bytes), 'AnyValue')).toThrow(/deeper than 100/);
    expect(() => decodeJson(JSON.stringify(json), 'AnyValue')).toThrow(/deeper than 100/);
  });
});

describe('what is wrong with a JSON body', () => {
  it.each([
    ['no JSON', '{', /^not JSON: /],
    ['no object', '[]', /^the body: expected an object, got \[\]/],
    ['a list that is none', '{"spans":{}}', /^spans: expected an array, got \{\}/],
    ['an id in base64', '{"spans":[{"traceId":"XX=="}]}', /^spans.traceId: expected an id in hex/],
    ['an enum by name', '{"spans":[{"kind":"SPAN_KIND_SERVER"}]}', /^spans.kind: expected an enum/],
    ['a text as number', '{"spans":[{"name":7}]}', /^spans.name: expected a string, got 7/],
    ['half an integer', '{"spans":[{"flags":1.5}]}', /^spans.flags: expected an integer, got 1.5/],
    ['a negative count', '{"spans":[{"flags":-1}]}', /an integer from 0 to 4294967295, got -1/],
    ['no time', '{"spans":[{"startTimeUnixNano":"x"}]}', /expected an integer, got "x"/],
  ])('throws on %s', (_what, text, message) => {
    expect(() => decodeJson(text, 'ScopeSpans')).toThrow(message);
  });

  it('takes 64-bit integers as text or number, numbers as text, and null as absent', () => {
    const text = '{"asInt":"-9223372036854775808","timeUnixNano":5,"asDouble":"NaN","flags":null}';

    expect(decodeJson(text, 'NumberDataPoint').message).toEqual({
      asInt: -(2n ** 63n),
      timeUnixNano: 5n,
      asDouble: Number.NaN,
    });
  });
});

it('writes responses that protobufjs reads', () => {
  const message = { partialSuccess: { rejectedSpans: 300n, errorMessage: 'zu spät' } };
  const type = typeIn(rootOf(true), 'ExportTraceServiceResponse');

  const read = type.decode(encodeProtobuf('ExportTraceServiceResponse', message));

  expect(type.toObject(read, { longs: String })).toEqual({
    partialSuccess: { rejectedSpans: '300', errorMessage: 'zu spät' },
  });
  expect(encodeProtobuf('ExportTraceServiceResponse', {})).toHaveLength(0);
});

/** `decoded`, `rejected`, or the error that should never come. */
function outcomeOf(decode: () => unknown): unknown {
  try {
    decode();
    return 'decoded';
  } catch (error) {
    return error instanceof OtlpDecodeError ? 'rejected' : error;
  }
}

/** The tables as a protobufjs schema: an implementation of protobuf that is not ours. */
function rootOf(isPacked: boolean): protobuf.Root {
  const root = new protobuf.Root();
  for (const name of Object.keys(OTLP_MESSAGES) as OtlpMessageName[]) {
    const type = new protobuf.Type(flat(name));
    for (const field of otlpFields(name)) {
      const scalar = field.type === 'enum' ? 'int32' : field.type;
      const options = isNumeric(field) && field.isRepeated ? { packed: isPacked } : undefined;
      type.add(
        new protobuf.Field(
          field.name,
          field.number,
          field.message ? flat(field.message) : scalar,
          field.isRepeated ? 'repeated' : undefined,
          undefined,
          options,
        ),
      );
    }
    root.add(type);
  }
  root.resolveAll();
  return root;
}

function typeIn(root: protobuf.Root, name: OtlpMessageName): protobuf.Type {
  return root.lookupType(flat(name));
}

/** protobufjs takes 64-bit integers as text, not as `bigint`. */
function withTexts(value: object): { [key: string]: unknown } {
  const convert = (item: unknown): unknown => {
    if (typeof item === 'bigint') return String(item);
    if (Array.isArray(item)) return item.map(convert);
    const isMessage = typeof item === 'object' && item !== null && !(item instanceof Uint8Array);
    return isMessage ? withTexts(item) : item;
  };
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, convert(v)]));
}

function flat(name: string): string {
  return name.replaceAll('.', '_');
}

function isNumeric(field: OtlpField): boolean {
  return !['message', 'string', 'bytes'].includes(field.type);
}

const SCALARS: Record<OtlpScalar, fc.Arbitrary<unknown>> = {
  string: fc.string({ unit: 'grapheme', maxLength: 5 }),
  bytes: fc.uint8Array({ maxLength: 16 }),
  bool: fc.boolean(),
  double: fc.double(),
  enum: fc.nat(24),
  int32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  sint32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  uint32: fc.nat(2 ** 32 - 1),
  fixed32: fc.nat(2 ** 32 - 1),
  int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  sfixed64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  uint64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fixed64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
};

function arbitraryMessage<Name extends OtlpMessageName>(
  name: Name,
  depth: number,
): fc.Arbitrary<OtlpMessage<Name>> {
  const entries = otlpFields(name)
    .filter((field) => !field.message || depth < 6)
    .map((field) => {
      const single = field.message
        ? arbitraryMessage(field.message, depth + 1)
        : SCALARS[field.type as OtlpScalar];
      return [
        field.name,
        field.isRepeated ? fc.array(single, { minLength: 1, maxLength: 2 }) : single,
      ];
    });
  const fields = Object.fromEntries(entries) as Record<string, fc.Arbitrary<unknown>>;
  return fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<OtlpMessage<Name>>;
}

function toJson(message: object, name: OtlpMessageName): object {
  const values = message as Record<string, unknown>;
  return Object.fromEntries(
    otlpFields(name)
      .filter((field) => values[field.name] !== undefined)
      .map((field) => {
        const value = values[field.name];
        const convert = (item: unknown): unknown => toJsonValue(item, field);
        return [field.name, Array.isArray(value) ? value.map(convert) : convert(value)];
      }),
  );
}

function toJsonValue(value: unknown, field: OtlpField): unknown {
  if (field.message) return toJson(value as object, field.message);
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString(/[tT]raceId|[sS]panId/.test(field.name) ? 'hex' : 'base64');
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return Object.is(value, -0) ? '-0' : value;
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)];
}
