import { expect, test } from 'vitest';
import { defineCatalog } from './define-catalog.ts';
import { renderSignalReport } from './signal-report.ts';

const catalog = defineCatalog({
  name: '@fluxora/jobs',
  version: '1.2.3',
  attributes: {
    'job.outcome': { values: ['ok', 'failed'], description: 'How it ended: ok | failed.' },
    'job.name': { type: 'string', maxValues: 50, description: 'Name from code.' },
    'job.id': { type: 'string', description: 'Identifier.' },
  },
  signals: {
    run: {
      name: 'job.run',
      kind: 'span',
      spanKind: 'consumer',
      description: 'One run.',
      stability: 'development',
      attributes: { 'job.id': 'required' },
    },
    duration: {
      name: 'job.duration',
      kind: 'histogram',
      unit: 's',
      description: 'Time from pickup\nto outcome.',
      stability: 'stable',
      requirement: 'required',
      buckets: [0.1, 1, 10],
      attributes: { 'job.outcome': 'required', 'job.name': 'recommended' },
    },
    active: {
      name: 'job.active',
      kind: 'upDownCounter',
      unit: '{job}',
      description: 'Jobs under way.',
      stability: 'stable',
      maxSeries: 10,
    },
    stalled: {
      name: 'job.stalled',
      kind: 'event',
      severity: 'warn',
      description: 'A job stopped reporting.',
      stability: 'development',
      requirement: 'opt_in',
    },
  },
});

test('renders every signal with its kind, unit, bounds, buckets, levels and values', () => {
  expect(renderSignalReport([catalog])).toBe(`## @fluxora/jobs

### Metrics

#### \`job.active\`

Jobs under way.

| kind | unit | series | stability | level |
| --- | --- | --- | --- | --- |
| upDownCounter | \`{job}\` | at most 10 | stable | recommended |

#### \`job.duration\`

Time from pickup to outcome.

| kind | unit | series | buckets | stability | level |
| --- | --- | --- | --- | --- | --- |
| histogram | \`s\` | at most 2000 | 0.1, 1, 10 | stable | required |

| attribute | level |
| --- | --- |
| \`job.name\` | recommended |
| \`job.outcome\` | required |

### Spans

#### \`job.run\`

One run.

| kind | stability | level |
| --- | --- | --- |
| span, consumer | development | recommended |

| attribute | level |
| --- | --- |
| \`job.id\` | required |

### Events

#### \`job.stalled\`

A job stopped reporting.

| kind | severity | stability | level |
| --- | --- | --- | --- |
| event | warn | development | opt_in |

### Attributes

| attribute | values | description |
| --- | --- | --- |
| \`job.id\` | string | Identifier. |
| \`job.name\` | string, at most 50 values | Name from code. |
| \`job.outcome\` | \`ok\`, \`failed\` | How it ended: ok \\| failed. |
`);
});

test('does not depend on the order of declaration', () => {
  const other = defineCatalog({
    name: '@fluxora/a',
    version: '1.0.0',
    attributes: {},
    signals: {},
  });
  const { attributes, signals } = catalog;
  const reversed = {
    ...catalog,
    attributes: Object.fromEntries(Object.entries(attributes).toReversed()),
    signals: Object.fromEntries(Object.entries(signals).toReversed()),
  };
  expect(renderSignalReport([other, reversed])).toBe(renderSignalReport([catalog, other]));
});

test('does not change with the version, which is no promise about signals', () => {
  expect(renderSignalReport([{ ...catalog, version: '9.9.9' }])).toBe(
    renderSignalReport([catalog]),
  );
});
