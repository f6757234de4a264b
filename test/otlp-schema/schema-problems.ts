import {
  OTLP_MESSAGES,
  otlpFields,
  type OtlpMessageName,
} from '../../packages/testing/src/otlp/otlp-schema.ts';

/** The official schema, as `scripts/backends/otlp-schema descriptors` prints it from the descriptors in Go's OTLP module. */
export interface OfficialSchema {
  readonly messages: Readonly<Record<string, readonly OfficialField[]>>;
}

interface OfficialField {
  readonly jsonName: string;
  readonly number: number;
  /** A scalar's name, or the full name of the message or enum. */
  readonly type: string;
  readonly kind: 'scalar' | 'message' | 'enum';
  readonly label: 'optional' | 'repeated' | 'singular';
}

/** Ours alone: it is Google's, and OTLP's schema does not contain it. */
const NOT_OTLP: ReadonlySet<string> = new Set(['google.rpc.Status']);

/** Packages that we do not receive. */
const NOT_RECEIVED = /^opentelemetry\.proto\.(collector\.)?(profiles|processcontext)\./;

/**
 * Every difference between the receiver's field tables and the official schema: messages, fields, names in JSON, numbers,
 * types and labels, in both directions. Empty when they agree.
 */
export function schemaProblems(official: OfficialSchema): string[] {
  const theirs = new Map(
    Object.entries(official.messages)
      .filter(([fullName]) => !NOT_RECEIVED.test(fullName))
      .map(([fullName, fields]) => [shortName(fullName), fields.map(describeTheirs)]),
  );
  const ours = new Map(
    Object.keys(OTLP_MESSAGES)
      .filter((name) => !NOT_OTLP.has(name))
      .map((name) => [name, otlpFields(name as OtlpMessageName).map(describeOurs)]),
  );
  return [...new Set([...theirs.keys(), ...ours.keys()])].flatMap((message) => {
    const expected = theirs.get(message);
    const actual = ours.get(message);
    if (!expected) return [`${message} is not in the official schema`];
    if (!actual) return [`${message} is missing in ours`];
    return [
      ...without(actual, expected).map(
        (field) => `${message}: ${field} is not in the official schema`,
      ),
      ...without(expected, actual).map((field) => `${message}: ${field} is missing in ours`),
    ];
  });
}

function describeOurs(field: ReturnType<typeof otlpFields>[number]): string {
  const type = field.message ?? field.type;
  return `${field.name} = ${field.number} ${field.isRepeated ? 'repeated ' : ''}${type}`;
}

/** Presence does not show: our tables treat every absent field alike. */
function describeTheirs(field: OfficialField): string {
  const type =
    field.kind === 'enum' ? 'enum' : field.kind === 'message' ? shortName(field.type) : field.type;
  return `${field.jsonName} = ${field.number} ${field.label === 'repeated' ? 'repeated ' : ''}${type}`;
}

/** `opentelemetry.proto.trace.v1.Span.Event` is `Span.Event`. */
function shortName(fullName: string): string {
  return fullName.replace(/^opentelemetry\.proto\..*?\.v\d+(development)?\./, '');
}

function without(list: readonly string[], other: readonly string[]): string[] {
  return list.filter((item) => !other.includes(item));
}
