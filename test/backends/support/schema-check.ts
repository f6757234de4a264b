import { execFileSync } from 'node:child_process';
import type { SignalType } from '@fluxora/telemetry-core';
import { required } from './required.ts';

/** A body to be held against the official OTLP schema. */
export interface SchemaInput {
  readonly signal: SignalType;
  readonly direction: 'request' | 'response';
  readonly format: 'protobuf' | 'json';
  readonly body: Buffer;
}

export interface SchemaVerdict {
  readonly problems: readonly string[];
  /** `spans`, `span_events`, `span_links`, `metric_points`, `log_records`. */
  readonly items: Readonly<Record<string, number>>;
}

export interface OfficialField {
  readonly jsonName: string;
  readonly number: number;
  readonly type: string;
  readonly kind: 'scalar' | 'message' | 'enum';
  readonly label: 'singular' | 'optional' | 'repeated';
}

/** Decodes bodies strictly with the official generated code, and checks the rules that the schema documents. */
export function checkBodies(inputs: readonly SchemaInput[]): SchemaVerdict[] {
  const lines = inputs.map((input) =>
    JSON.stringify({ ...input, body: input.body.toString('base64') }),
  );
  return call('check', lines.join('\n'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as SchemaVerdict);
}

/** The messages of the official schema by their full names. */
export function officialMessages(): Record<string, OfficialField[]> {
  return (JSON.parse(call('descriptors', '')) as { messages: Record<string, OfficialField[]> })
    .messages;
}

function call(command: string, input: string): string {
  return execFileSync(required('OTLP_SCHEMA'), [command], {
    input,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
}
