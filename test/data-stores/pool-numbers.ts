import type { TestTelemetry } from '@fluxora/telemetry-testing';

const PREFIX = 'db.client.connection.';

/** What was reported of the only pool: state, and what happened since the test began. */
export function poolNumbers(t: TestTelemetry) {
  const totals = t.totals();
  const point = (name: string, state?: string) =>
    totals
      .find((metric) => metric.name === PREFIX + name)
      ?.points.find(({ attributes }) => attributes['db.client.connection.state'] === state);
  return {
    used: point('count', 'used')?.value,
    idle: point('count', 'idle')?.value,
    pending: point('pending_requests')?.value,
    limit: point('limit')?.value,
    timeouts: point('timeouts')?.value,
    waited: point('wait_time'),
    usedFor: point('use_time'),
    created: point('create_time'),
  };
}
