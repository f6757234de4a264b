import { describe, expect, test } from 'vitest';
import { OTLP_MESSAGES } from '../../packages/testing/src/otlp/otlp-schema.ts';
import { checkBodies, officialMessages, type OfficialField } from './support/schema-check.ts';

describe('the field table of the testing kit', () => {
  test('is the official schema, field by field', () => {
    const official = Object.fromEntries(
      Object.entries(officialMessages()).map(([name, fields]) => [
        shortName(name),
        Object.fromEntries(fields.map((field) => [field.jsonName, [field.number, typeOf(field)]])),
      ]),
    );
    const { 'google.rpc.Status': _notOtlp, ...ours } = OTLP_MESSAGES;
    expect(ours).toEqual(official);
  });
});

describe('the checker', () => {
  const span = {
    traceId: '5b8efff798038103d269b633813fc60c',
    spanId: 'eee19b7ec3c1b174',
    name: 'GET /sites',
    startTimeUnixNano: '1544712660000000000',
    endTimeUnixNano: '1544712661000000000',
  };

  test('accepts a correct body and counts what is in it', () => {
    expect(checkSpan(span)).toEqual({
      problems: [],
      items: { spans: 1, span_events: 0, span_links: 0 },
    });
  });

  test.each([
    ['an unknown JSON field', { ...span, colour: 'red' }, /unknown field "colour"/],
    [
      'a number that JSON could not express',
      { ...span, attributes: [{ key: 'a', value: { doubleValue: NaN } }] },
      /doubleValue is null/,
    ],
    ['a short id', { ...span, spanId: 'eee1' }, /span_id: eee1 is not an id of 8 bytes/],
    ['an enum value that does not exist', { ...span, kind: 9 }, /9 is not a value of SpanKind/],
    ['an end before the start', { ...span, endTimeUnixNano: '1' }, /ends at 1/],
    [
      'an attribute that stands twice',
      { ...span, attributes: [{ key: 'a' }, { key: 'a' }] },
      /"a" stands twice/,
    ],
  ])('finds %s', (_what, faulty, problem) => {
    expect(checkSpan(faulty).problems.join('\n')).toMatch(problem);
  });

  test('finds an unknown protobuf field', () => {
    // Field 99, varint 1, at the top of an export request.
    const body = Buffer.from([0x98, 0x06, 0x01]);
    const [verdict] = checkBodies([
      { signal: 'logs', direction: 'request', format: 'protobuf', body },
    ]);
    expect(verdict?.problems).toEqual([
      'ExportLogsServiceRequest: field number 99 is not in the schema',
    ]);
  });

  test('finds a partial success in an answer', () => {
    const body = Buffer.from('{"partialSuccess":{"rejectedSpans":"3","errorMessage":"full"}}');
    const [verdict] = checkBodies([
      { signal: 'traces', direction: 'response', format: 'json', body },
    ]);
    expect(verdict?.problems.join()).toMatch(/3 items rejected: "full"/);
  });

  function checkSpan(value: object) {
    const body = Buffer.from(
      JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [value] }] }] }),
    );
    const [verdict] = checkBodies([
      { signal: 'traces', direction: 'request', format: 'json', body },
    ]);
    return verdict ?? { problems: ['no verdict'], items: {} };
  }
});

/** `opentelemetry.proto.trace.v1.Span.Event` is `Span.Event` in the table. */
function shortName(name: string): string {
  return name.replace(/^opentelemetry\.proto\.(collector\.)?\w+\.v\d+\./, '');
}

function typeOf({ kind, type, label }: OfficialField): string {
  const single = { scalar: type, enum: 'enum', message: shortName(type) }[kind];
  return label === 'repeated' ? `${single}[]` : single;
}
