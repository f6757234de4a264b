import { describe, expect, test } from 'vitest';
import { createPlan } from '../create-plan.ts';
import { platform } from '../fixtures/platform.ts';
import { compareSnapshots } from './compare-snapshots.ts';
import { formatDifferences } from './format-differences.ts';
import { parseSnapshot, type MetricSnapshot, type Snapshot } from './snapshot.ts';
import { takeSnapshot } from './take-snapshot.ts';

const now = takeSnapshot(createPlan(platform).plan);
const NAME = 'fluxora.job.duration';
const metric = now.metrics[NAME] as MetricSnapshot;

/** What differs when a metric was something else before, but for its readers. */
function since(change: Partial<MetricSnapshot>) {
  const before = { ...now, metrics: { ...now.metrics, [NAME]: { ...metric, ...change } } };
  return compareSnapshots(before, now);
}

test('the same plan gives the same snapshot, which can be read again', () => {
  const again = takeSnapshot(createPlan(platform).plan);

  expect(again).toEqual(now);
  expect(parseSnapshot(JSON.stringify(now))).toEqual(now);
  expect(compareSnapshots(now, again)).toEqual([]);
});

test('knows which objectives rest on a metric', () => {
  const readers = Object.keys(now.metrics['http.server.request.duration']?.usedBy ?? {});
  const slos = readers.flatMap((place) => /^slos\/([^/]+)/.exec(place)?.[1] ?? []);

  expect([...new Set(slos)]).toEqual(expect.arrayContaining(['forecast-api-latency']));
});

test('knows who reads a metric, also through recorded series, and which labels they name', () => {
  const places = Object.keys(metric.usedBy);

  expect(places).toContain('dashboards/jobs/Durations of jobs');
  expect(places.some((place) => place.startsWith('alerts/jobs/'))).toBe(true);
  expect(places.some((place) => place.startsWith('recording/'))).toBe(true);
  expect(metric.usedBy['dashboards/jobs/Durations of jobs']).toContain('fluxora_job_name');
});

describe('a change that breaks somebody names them', () => {
  const readers = Object.keys(metric.usedBy);

  test('when a metric is gone, with what may be its new name', () => {
    const { [NAME]: gone, ...others } = now.metrics;
    const renamed: Snapshot = {
      ...now,
      metrics: { ...others, 'fluxora.job.time': gone as MetricSnapshot },
    };

    expect(compareSnapshots(now, renamed)[0]).toEqual({
      place: `metrics/${NAME}`,
      message: 'is gone; "fluxora.job.time" may be its new name.',
      breaks: readers,
    });
  });

  test('when its unit, its kind or its stored name is another', () => {
    expect(since({ unit: 'ms' })[0]).toMatchObject({
      message: expect.stringMatching(/had the unit "ms" and has "s"/) as string,
      breaks: readers,
    });
    expect(since({ kind: 'gauge' })[0]).toMatchObject({
      message: 'was a gauge and is a histogram.',
    });
    expect(since({ stored: ['job_seconds_bucket'] })[0]?.message).toMatch(/was stored as/);
  });

  test('when a label is gone: those who name it', () => {
    const usedBy = { 'alerts/a': ['zone'], 'alerts/b': ['fluxora_job_name'] };

    expect(since({ labels: { ...metric.labels, zone: [] }, usedBy })).toEqual([
      { place: `metrics/${NAME}`, message: 'has lost the label "zone".', breaks: ['alerts/a'] },
    ]);
  });

  test('when a value or a bucket is gone: those who name the label', () => {
    const usedBy = { 'alerts/a': ['fluxora_job_outcome'], 'alerts/b': ['le'] };
    const outcomes = [...(metric.labels['fluxora_job_outcome'] ?? []), 'lost'];
    const labels = { ...metric.labels, fluxora_job_outcome: outcomes };

    expect(since({ labels, usedBy, buckets: [...metric.buckets, 1e9] })).toEqual([
      expect.objectContaining({
        message: 'never has fluxora_job_outcome "lost" any more.',
        breaks: ['alerts/a'],
      }),
      expect.objectContaining({
        message: 'has lost the buckets up to 1000000000.',
        breaks: ['alerts/b'],
      }),
    ]);
  });

  test('when a series is no longer recorded', () => {
    const recorded = { 'a:b:c': { labels: ['x'], usedBy: ['dashboards/jobs/A'] } };

    expect(compareSnapshots({ ...now, recorded }, { ...now, recorded: {} })).toEqual([
      {
        place: 'recording/a:b:c',
        message: 'is no longer recorded.',
        breaks: ['dashboards/jobs/A'],
      },
    ]);
  });
});

test('what breaks nobody is told below', () => {
  const { fluxora_job_name: _, ...fewer } = metric.labels;
  const before: Snapshot = {
    ...now,
    metrics: {
      ...now.metrics,
      [NAME]: { ...metric, labels: fewer, buckets: metric.buckets.slice(1) },
    },
    thresholds: { ...now.thresholds, eventLoopUtilization: '0.8 1' },
    routes: { ...now.routes, 'platform/page': ['nobody-else'] },
    dashboards: {},
  };
  const text = formatDifferences(compareSnapshots(before, now));

  expect(text).toContain(`metrics/${NAME}: has the new label "fluxora_job_name"`);
  expect(text).toContain('has new buckets up to 0.005');
  expect(text).toContain('thresholds/eventLoopUtilization: was 0.8 1 and is 0.9 1.');
  expect(text).toContain(
    'routes/platform/page: was nobody-else and is platform-pager, platform-sms.',
  );
  expect(text).toContain('dashboards/overview: is new');
  expect(text).toMatch(/Nothing breaks; \d+ other changes\.\n$/);
});

test('counts what breaks', () => {
  const usedBy = { 'alerts/a': [], 'alerts/b': [] };

  expect(formatDifferences(since({ unit: 'ms', usedBy }))).toBe(
    `! metrics/${NAME}: had the unit "ms" and has "s": its values mean something else.\n` +
      '      breaks alerts/a\n      breaks alerts/b\n' +
      '1 change breaks 2 places; 0 other changes.\n',
  );
});

test.each([
  ['', 'null', '[]', '{}', '{"version":2}'],
  ['{"version":1,"metrics":{"a":{}}}'],
  [JSON.stringify({ ...now, metrics: { a: { ...metric, usedBy: null } } })],
  [JSON.stringify({ ...now, routes: { a: 'x' } })],
])('what is no snapshot is not read as one', (...contents) => {
  for (const content of contents) expect(parseSnapshot(content)).toBeUndefined();
});
