import { createHmac } from 'node:crypto';
import { instrument } from '@fluxora/telemetry';
import { defineUsage } from '@fluxora/telemetry-core';
import { startOtlpReceiver } from '@fluxora/telemetry-testing';
import { expect, test } from 'vitest';
import { UserHasher } from '../../packages/core/src/business/sketch/user-hasher.ts';

const KEY = 'e0b7b6d1c4f24e1a9d7f-usage-privacy';
const PURPOSE = 'fluxora.usage.distinct_users';
const IDS = Array.from({ length: 200 }, (_, index) => `user-${index}-4f7d1c@example.com`);

test.each(['http/protobuf', 'http/json'] as const)(
  'neither ids nor hashes nor keys leave the process (%s)',
  async (protocol) => {
    await using receiver = await startOtlpReceiver();
    const errors: string[] = [];
    const telemetry = instrument({
      service: 'usage-privacy',
      endpoint: receiver.url,
      protocol,
      logs: { console: 'off' },
    });
    const usage = defineUsage({
      features: ['forecast.view'],
      distinctUsers: { registers: 64, key: KEY },
    });
    for (const userId of IDS) usage.recordUsage('forecast.view', { userId });
    // What cannot be counted is told of, and must not be told.
    usage.recordUsage('forecast.view', { userId: `${IDS[0]}`.repeat(100) });
    usage.recordUsage(IDS[1] as 'forecast.view', {});
    usage.stop();
    await telemetry.shutdown({ timeoutMs: 5_000 });

    const bodies = receiver.requests().map(({ body }) => body);
    expect(receiver.metric('fluxora.usage.distinct_users.rank')?.points.length).toBeGreaterThan(40);
    // What is allowed to be found is found: the search works.
    expect(bodies.some((body) => body.includes('forecast.view'))).toBe(true);
    for (const secret of secrets()) {
      if (bodies.some((body) => body.includes(secret))) errors.push(secret.toString('hex'));
    }
    expect(errors).toEqual([]);
  },
);

/** Everything that must not be found, in every form that it might take. */
function secrets(): Buffer[] {
  const hasher = new UserHasher(KEY);
  const hashes = IDS.map((id) => {
    hasher.hash(id);
    const bytes = Buffer.alloc(8);
    bytes.writeInt32BE(hasher.high, 0);
    bytes.writeInt32BE(hasher.low, 4);
    return bytes;
  });
  const derived = createHmac('sha256', KEY).update(PURPOSE).digest().subarray(0, 16);
  const values = [...IDS.map((id) => Buffer.from(id)), ...hashes, Buffer.from(KEY), derived];
  return values.flatMap((value) => [
    value,
    Buffer.from(value.toReversed()),
    Buffer.from(value.toString('hex')),
    Buffer.from(value.toString('base64').replaceAll('=', '')),
    ...(value.length === 8
      ? [Buffer.from(String(value.readBigUInt64BE())), Buffer.from(String(value.readBigInt64BE()))]
      : []),
  ]);
}
