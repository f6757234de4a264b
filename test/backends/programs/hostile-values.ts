/**
 * Emits values that break encoders: each beside a harmless neighbour in the same batch, which must not suffer for it. Prints the
 * final report.
 */
import { metrics, trace, type Attributes } from '@opentelemetry/api';
import { instrument } from '@fluxora/telemetry';
import { createLogger } from '@fluxora/telemetry-core';

const telemetry = instrument({ service: 'hostile-values', logs: { console: 'off' } });

const HOSTILE: Attributes = {
  nan: NaN,
  infinity: -Infinity,
  'a list of them': [1, NaN],
  'lone surrogate': 'a\ud800b',
  'null byte': 'a\0b',
  huge: 1e300,
  'beyond 64 bits': 2 ** 70,
  long: 'x'.repeat(100_000),
};

const tracer = trace.getTracer('hostile-values');
tracer.startSpan('harmless').end();
tracer.startSpan('hostile', { attributes: HOSTILE }).addEvent('hostile', HOSTILE).end();

const logger = createLogger({ name: 'hostile-values' });
logger.info('harmless');
logger.info('hostile', { ...HOSTILE, date: new Date(NaN), big: 10n ** 30n, error: { cause: NaN } });

// Past our typed instruments, which would not let these through.
const meter = metrics.getMeter('hostile-values');
meter.createCounter('test.harmless').add(1);
meter.createGauge('test.hostile').record(NaN);
meter.createHistogram('test.hostile.histogram').record(Infinity);

console.log(JSON.stringify(await telemetry.shutdown({ timeoutMs: 10_000 })));
