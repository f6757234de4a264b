import type { JobCarrier } from '../adapter.ts';
import type { SqsAttributeValue, SqsMessage, SqsSendInput } from './sqs-message.ts';

/** SQS takes no more attributes of a message than this. */
const MAX_ATTRIBUTES = 10;
/** What a message and its attributes may have together: by the settings of a queue, and at most. Bytes. */
const MESSAGE_LIMITS = [262_144, 1_048_576];

/** From when a delayed message could run: SQS tells only when it was sent. Milliseconds since the Unix epoch. */
export const AVAILABLE_AT = 'fluxora.available_at';

/** In this order, as far as there is room. */
const NAMES = ['traceparent', AVAILABLE_AT, 'tracestate', 'baggage'];

/** The attributes to ask for when receiving. */
export const CARRIER_ATTRIBUTES: readonly string[] = NAMES;

/** What became of a carrier. */
export interface Stamped<Input> {
  readonly input: Input;
  /** Whether something did not fit. */
  readonly isCut: boolean;
}

/**
 * A copy of the input with the carrier among its attributes, under the names that every instrumentation of SQS uses. Those of the
 * caller stay, are never more than SQS takes, and never make a message too large that was not.
 *
 * @param otherBytes - What the rest of a batch has.
 */
export function stamp<Input extends SqsSendInput>(
  input: Input,
  carrier: JobCarrier,
  otherBytes = 0,
): Stamped<Input> {
  const own = input.MessageAttributes ?? {};
  const room = MAX_ATTRIBUTES - Object.keys(own).length;
  const wanted = NAMES.flatMap((name): [string, SqsAttributeValue][] => {
    const value = valueOf(carrier, name, input);
    // Somebody has stamped it already.
    if (value === undefined || name in own) return [];
    return [[name, { DataType: 'String', StringValue: value }]];
  });
  const bytes = otherBytes + bytesOf(input);
  const added: [string, SqsAttributeValue][] = [];
  let total = bytes;
  for (const each of wanted.slice(0, Math.max(0, room))) {
    const size = attributeBytes(...each);
    if (MESSAGE_LIMITS.some((limit) => bytes <= limit && total + size > limit)) break;
    total += size;
    added.push(each);
  }
  const isCut = added.length < wanted.length;
  if (added.length === 0) return { input, isCut };
  const MessageAttributes = { ...own, ...Object.fromEntries(added) };
  return { input: { ...input, MessageAttributes }, isCut };
}

/** What {@link stamp} wrote, as it came back. */
export function carrierOf(message: SqsMessage): Record<string, unknown> {
  const carrier: Record<string, unknown> = {};
  try {
    for (const name of NAMES) {
      const value: unknown = message.MessageAttributes?.[name]?.StringValue;
      if (typeof value !== 'string') continue;
      carrier[name === AVAILABLE_AT ? 'availableAt' : name] = value;
    }
  } catch {
    // A message that cannot be read carries nothing.
  }
  return carrier;
}

/** Bytes of a message by which SQS measures it. */
export function bytesOf(input: SqsSendInput): number {
  const attributes = Object.entries(input.MessageAttributes ?? {});
  return attributes.reduce(
    (sum, [name, value]) => sum + attributeBytes(name, value),
    Buffer.byteLength(input.MessageBody ?? ''),
  );
}

function attributeBytes(name: string, value: SqsAttributeValue): number {
  const text = `${name}${value?.DataType ?? ''}${value?.StringValue ?? ''}`;
  return Buffer.byteLength(text) + (value?.BinaryValue?.length ?? 0);
}

function valueOf(carrier: JobCarrier, name: string, input: SqsSendInput): string | undefined {
  if (name !== AVAILABLE_AT) {
    const value = carrier[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  }
  const isDelayed = (input.DelaySeconds ?? 0) > 0 && carrier.availableAt !== undefined;
  return isDelayed ? String(Math.round(carrier.availableAt ?? 0)) : undefined;
}
