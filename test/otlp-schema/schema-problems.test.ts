import { expect, it } from 'vitest';
import {
  OTLP_MESSAGES,
  otlpFields,
  type OtlpMessageName,
} from '../../packages/testing/src/otlp/otlp-schema.ts';
import { schemaProblems, type OfficialSchema } from './schema-problems.ts';

// The comparison with the official descriptors themselves needs Go and runs with the backends; here, that it would notice.

it('finds nothing where the schemas agree', () => {
  expect(schemaProblems(asOfficial())).toEqual([]);
});

it('finds a message that one side lacks', () => {
  const { 'opentelemetry.proto.test.v1.Exemplar': exemplar, ...rest } = asOfficial().messages;
  const messages = { ...rest, 'opentelemetry.proto.common.v1.NewMessage': exemplar ?? [] };

  expect(schemaProblems({ messages })).toEqual([
    'NewMessage is missing in ours',
    'Exemplar is not in the official schema',
  ]);
});

it.each([
  [{ number: 99 }, 'name = 99 string'],
  [{ type: 'bytes' }, 'name = 5 bytes'],
  [{ jsonName: 'title' }, 'title = 5 string'],
  [{ label: 'repeated' as const }, 'name = 5 repeated string'],
])('finds a field that differs: %j', (change, expected) => {
  const { messages } = asOfficial();
  const key = 'opentelemetry.proto.test.v1.Span';
  const fields = messages[key]?.map((field) =>
    field.jsonName === 'name' ? { ...field, ...change } : field,
  );

  expect(schemaProblems({ messages: { ...messages, [key]: fields ?? [] } })).toEqual([
    'Span: name = 5 string is not in the official schema',
    `Span: ${expected} is missing in ours`,
  ]);
});

it('leaves aside what we do not receive', () => {
  const { messages } = asOfficial();
  const profiles = { 'opentelemetry.proto.profiles.v1development.Profile': [] };

  expect(schemaProblems({ messages: { ...messages, ...profiles } })).toEqual([]);
});

/** Our tables in the form in which the official descriptors are printed. */
function asOfficial(): OfficialSchema {
  const names = (Object.keys(OTLP_MESSAGES) as OtlpMessageName[]).filter(
    (name) => name !== 'google.rpc.Status',
  );
  return {
    messages: Object.fromEntries(
      names.map((name) => [
        `opentelemetry.proto.test.v1.${name}`,
        otlpFields(name).map((field) => ({
          jsonName: field.name,
          number: field.number,
          type: field.message
            ? `opentelemetry.proto.test.v1.${field.message}`
            : field.type === 'enum'
              ? 'opentelemetry.proto.test.v1.SomeEnum'
              : field.type,
          kind: field.message ? 'message' : field.type === 'enum' ? 'enum' : 'scalar',
          label: field.isRepeated ? 'repeated' : 'singular',
        })),
      ]),
    ),
  };
}
