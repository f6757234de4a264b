/**
 * A service of which the test says who uses it: over IPC it gets users, records them, exports and answers. Of its own accord it
 * exports nothing.
 */
import { instrument } from '@fluxora/telemetry';
import { defineUsage, type RegisterCount } from '@fluxora/telemetry-core';

export interface UsageCommand {
  /** Numbers of the users that are seen now. */
  readonly users: readonly number[];
  /** @defaultValue the first */
  readonly feature?: 'forecast.view' | 'forecast.export';
}

const { REGISTERS, PER, KEY } = process.env;

const telemetry = instrument({ logs: { console: 'off' } });
const usage = defineUsage({
  features: ['forecast.view', 'forecast.export'],
  distinctUsers: {
    registers: Number(REGISTERS) as RegisterCount,
    per: PER as 'total' | 'feature',
    key: KEY,
    intervalMs: 1_000,
  },
});

process.on('message', ({ users, feature = 'forecast.view' }: UsageCommand) => {
  for (const user of users) usage.recordUsage(feature, { userId: `user-${user}` });
  void telemetry.flush({ timeoutMs: 10_000 }).then((report) => process.send?.(report));
});
process.once('disconnect', () => void telemetry.shutdown({ timeoutMs: 5_000 }));
process.send?.('ready');
