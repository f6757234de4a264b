/** Emits one series of every metric of namedMetrics(), with all of its attributes, and prints the report of its flush. */
import { metrics, type Attributes } from '@opentelemetry/api';
import { instrument } from '@fluxora/telemetry';
import { MARK, namedMetrics } from '../monitoring/naming/named-metrics.ts';

const telemetry = instrument({ service: 'every-metric', logs: { console: 'off' } });
const meter = metrics.getMeter('every-metric');

for (const { name, kind, unit, attributes } of namedMetrics()) {
  const values: Attributes = {
    [MARK]: name,
    ...Object.fromEntries(attributes.map((attribute) => [attribute, `value of ${attribute}`])),
  };
  const options = { unit };
  switch (kind) {
    case 'counter':
      meter.createCounter(name, options).add(1, values);
      break;
    case 'upDownCounter':
      meter.createUpDownCounter(name, options).add(1, values);
      break;
    case 'gauge':
      meter.createGauge(name, options).record(1, values);
      break;
    case 'histogram':
      meter
        .createHistogram(name, { ...options, advice: { explicitBucketBoundaries: [0.5, 2] } })
        .record(1, values);
  }
}

console.log(JSON.stringify(await telemetry.shutdown({ timeoutMs: 20_000 })));
