/**
 * What must and must not compile. Checked by `tsc -p tsconfig.json`, which fails on an unused `@ts-expect-error`.
 */
import { context } from '@opentelemetry/api';
import { defineCatalog } from '../catalog/define-catalog.ts';
import type { SignalAttributes } from '../catalog/attribute-types.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { catalogSignals } from '../catalog/catalog-signals.ts';
import { createInstruments } from './create-instruments.ts';

const catalog = defineCatalog({
  name: 'test',
  version: '1.0.0',
  attributes: {
    'job.outcome': { values: ['ok', 'failed'], description: 'Outcome.' },
    'job.name': { type: 'string', maxValues: 10, description: 'Name.' },
    'job.attempt': { type: 'int', maxValues: 5, description: 'Attempt.' },
    'job.retried': { type: 'boolean', description: 'Whether it was retried.' },
    'job.tags.*': { type: 'string[]', description: 'Tags.' },
  },
  signals: {
    duration: {
      name: 'job.duration',
      kind: 'histogram',
      unit: 's',
      description: 'Duration.',
      stability: 'stable',
      buckets: [1, 2],
      attributes: {
        'job.outcome': 'required',
        'job.name': 'recommended',
        'job.attempt': 'opt_in',
        'job.retried': 'opt_in',
      },
    },
    runs: {
      name: 'job.runs',
      kind: 'counter',
      unit: '{run}',
      description: 'Runs.',
      stability: 'stable',
      attributes: { 'job.name': 'recommended' },
    },
    load: {
      name: 'job.load',
      kind: 'gauge',
      unit: '1',
      description: 'Load.',
      stability: 'stable',
    },
    depth: {
      name: 'job.depth',
      kind: 'observableGauge',
      unit: '{job}',
      description: 'Depth.',
      stability: 'stable',
      attributes: { 'job.name': 'required' },
    },
    span: {
      name: 'job.run',
      kind: 'span',
      spanKind: 'internal',
      description: 'A run.',
      stability: 'stable',
      attributes: { 'job.outcome': 'required', 'job.tags.*': 'opt_in' },
    },
  },
});

const { duration, runs, load, depth, ...others } = createInstruments(catalog);
const noOthers: Record<string, never> = others;
void noOthers;

duration.record(1, { 'job.outcome': 'ok' });
duration.record(1, { 'job.outcome': 'ok', 'job.name': undefined }, context.active());
duration.record(1, { 'job.outcome': 'ok', 'job.attempt': 2, 'job.retried': true });
duration.bind({ 'job.outcome': 'failed' }).record(1);
// @ts-expect-error a required attribute is absent
duration.record(1, {});
// @ts-expect-error all attributes are absent
duration.record(1);
// @ts-expect-error bind needs the required attribute too
duration.bind();
// @ts-expect-error a required attribute may not be undefined
duration.record(1, { 'job.outcome': undefined });
// @ts-expect-error a value outside the declared ones
duration.record(1, { 'job.outcome': 'fine' });
// @ts-expect-error an attribute that the signal does not declare
duration.record(1, { 'job.outcome': 'ok', 'job.site': 'x' });
// @ts-expect-error a number where a string is declared
duration.record(1, { 'job.outcome': 'ok', 'job.name': 5 });
// @ts-expect-error a string where a number is declared
duration.record(1, { 'job.outcome': 'ok', 'job.attempt': '5' });
// @ts-expect-error a histogram has no add
duration.add(1, { 'job.outcome': 'ok' });
// @ts-expect-error a value must be a number
duration.record('1', { 'job.outcome': 'ok' });

runs.add(1);
runs.add(1, { 'job.name': 'nightly' });
runs.announce({ 'job.name': 'nightly' });
runs.bind({ 'job.name': 'nightly' }).add(1);
// @ts-expect-error an attribute of the catalog, but not of this signal
runs.add(1, { 'job.outcome': 'ok' });
// @ts-expect-error a counter's handle has no record
runs.bind().record(1);

load.record(0.5);
load.record(0.5, {});
// @ts-expect-error this signal declares no attributes
load.record(0.5, { 'job.name': 'nightly' });

const stop: () => void = depth.observe((observe) => observe(3, { 'job.name': 'nightly' }));
stop();
depth.observe(async (observe) => {
  // @ts-expect-error the required attribute is absent
  observe(3);
});
// @ts-expect-error an observable has no record
depth.record(3, { 'job.name': 'nightly' });

type SpanAttributes = SignalAttributes<typeof catalog, 'span'>;
const spanAttributes: SpanAttributes = { 'job.outcome': 'ok', 'job.tags.team': ['grid'] };
void spanAttributes;
// @ts-expect-error tags are lists
const wrongSpanAttributes: SpanAttributes = { 'job.outcome': 'ok', 'job.tags.team': 'grid' };
void wrongSpanAttributes;

// A catalog is a Catalog, wherever its literal types do not matter.
const anyCatalog: Catalog = catalog;
void catalogSignals(anyCatalog);
const unit: 's' = catalog.signals.duration.unit;
void unit;
// @ts-expect-error catalogs are read-only
catalog.signals.duration.unit = 'ms';

defineCatalog({
  name: 'test',
  version: '1.0.0',
  attributes: {},
  signals: {
    runs: {
      name: 'job.runs',
      kind: 'counter',
      unit: '{run}',
      description: 'Runs.',
      stability: 'stable',
      // @ts-expect-error the attribute is not declared
      attributes: { 'job.name': 'recommended' },
    },
  },
});

defineCatalog({
  name: 'test',
  version: '1.0.0',
  attributes: {},
  signals: {
    // @ts-expect-error a histogram needs buckets
    duration: {
      name: 'job.duration',
      kind: 'histogram',
      unit: 's',
      description: 'Duration.',
      stability: 'stable',
    },
  },
});
