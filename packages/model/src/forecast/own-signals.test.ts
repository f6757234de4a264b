import { describe, expect, it } from 'vitest';
import { forecastCatalog } from './catalog.ts';
import { forecastMonitor } from './forecast-monitor.ts';
import { HOUR, NOON, setUpMonitor } from './fixtures/set-up-monitor.ts';
import { memoryStore } from '../stores/memory-store.ts';

describe('a forecast monitor', () => {
  it('says what was recorded and how far that goes', async () => {
    const { monitor, telemetry, sum } = setUpMonitor();
    const gauge = (name: string) => telemetry.metric(`fluxora.forecast.${name}`)?.points[0]?.value;

    monitor.recordForecast('a', NOON, { start: NOON + HOUR, values: [1, NaN, 3] });
    monitor.recordForecast('b', NOON - HOUR, { start: NOON, values: [1] });
    monitor.recordActual('a', NOON - HOUR, 5);
    monitor.recordActual('a', NOON - 2 * HOUR, 5);

    expect({ runs: sum('runs'), steps: sum('steps') }).toEqual({ runs: 2, steps: 3 });
    expect(gauge('issue.time')).toBe(NOON / 1_000);
    expect(gauge('target.time')).toBe((NOON + 3 * HOUR) / 1_000);
    expect(gauge('actual.time')).toBe((NOON - HOUR) / 1_000);
    expect(gauge('buffer.usage')).toBe(2 * 400 + 4 * 8 + 2 * 160);
    expect(gauge('buffer.limit')).toBe(33_554_432);
    await monitor.flush();
    telemetry.peek();
    expect(
      telemetry.totals().find(({ name }) => name === 'fluxora.forecast.buffer.usage')?.points[0]
        ?.value,
    ).toBe(0);
  });

  it('says when the market closes next, by its own clocks', () => {
    const { telemetry, clock } = setUpMonitor({
      gateClosure: { at: '12:00', timeZone: 'Europe/Madrid' },
    });
    const closure = () => {
      telemetry.peek();
      return telemetry
        .totals()
        .find(({ name }) => name === 'fluxora.forecast.gate_closure.time')
        ?.points.map(({ value }) => value);
    };

    // It is one o'clock in Madrid.
    expect(closure()).toEqual([(NOON + 23 * HOUR) / 1_000]);
    clock.advance(23 * HOUR);
    expect(closure()).toEqual([(NOON + 47 * HOUR) / 1_000]);
  });

  it('says nothing of a market where there is none', () => {
    const { telemetry } = setUpMonitor();
    telemetry.peek();
    expect(telemetry.metric('fluxora.forecast.gate_closure.time')).toBeUndefined();
  });

  it('says what became of actuals, and how far corrections went', async () => {
    const { monitor, sum } = setUpMonitor();
    const actual = async (value: number, revision: number) => {
      monitor.recordActual('a', NOON, value, { revision });
      await monitor.flush();
    };

    await actual(10, 1);
    await actual(10, 1);
    await actual(14, 2);
    await actual(9, 0);
    await actual(11, 3);

    const outcome = (name: string) => sum('actuals', { 'actual.outcome': name });
    expect(['stored', 'duplicate', 'corrected', 'stale'].map(outcome)).toEqual([1, 1, 2, 1]);
    expect(sum('correction.absolute', { 'correction.direction': 'up' })).toBe(4);
    expect(sum('correction.absolute', { 'correction.direction': 'down' })).toBe(3);
  });

  it('says how long a pair waited after its actual was there', async () => {
    const { monitor, clock, telemetry } = setUpMonitor();
    monitor.recordForecast('a', NOON - HOUR, { start: NOON, values: [1] });
    monitor.recordActual('a', NOON, 2);
    clock.advance(90_000);

    await monitor.score();

    const delay = telemetry.metric('fluxora.forecast.scoring.delay')?.points[0];
    expect(delay).toMatchObject({ count: 1, sum: 90 });
  });

  it('scores provisional and settled values apart, each once', async () => {
    const { monitor, sum } = setUpMonitor();
    monitor.recordForecast('a', NOON - HOUR, { start: NOON, values: [10] });
    monitor.recordActual('a', NOON, 8);
    monitor.recordActual('a', NOON, 9, { stage: 'final' });
    await monitor.score();
    monitor.recordActual('a', NOON, 8.5, { stage: 'final', revision: 1 });
    await monitor.score();

    expect(sum('error.absolute', { stage: 'provisional' })).toBe(2);
    expect(sum('error.absolute', { stage: 'final' })).toBe(1);
    expect(sum('pairs')).toBe(2);
  });

  it('counts forecasts that never met an actual when their time is over', async () => {
    const { monitor, clock, unscored } = setUpMonitor({ retention: 'P2D' });
    monitor.recordForecast('a', NOON, { start: NOON, values: [1, 2, 3] });
    await monitor.score();
    clock.advance(3 * 24 * HOUR);
    await monitor.score();

    expect(unscored()).toEqual({ expired: 3 });
  });

  it('says once that forecasts hours ahead do not survive a restart in memory', () => {
    const { monitor, telemetry } = setUpMonitor();
    monitor.recordForecast('a', NOON, { start: NOON, values: [1, 2] });
    expect(telemetry.said()).toEqual([]);

    monitor.recordForecast('b', NOON, { start: NOON, values: [1, 2, 3] });
    monitor.recordForecast('c', NOON, { start: NOON, values: [1, 2, 3] });

    expect(telemetry.said()).toHaveLength(1);
    expect(telemetry.said()[0]).toMatch(/a restart loses .* Pass store: sqliteStore\(\{ path \}\)/);
  });

  it('counts what a full store has put out', async () => {
    const { monitor, unscored, telemetry } = setUpMonitor({ store: memoryStore({ maxSteps: 10 }) });
    for (let site = 0; site < 4; site++) {
      monitor.recordForecast(`s${site}`, NOON, { start: NOON, values: [1, 2, 3, 4] });
    }
    await monitor.flush();

    expect(unscored()).toEqual({ evicted: 2 });
    expect(telemetry.said().join('\n')).toMatch(/the store is full/);
  });

  it('drops and counts what comes after its shutdown, which may be called twice', async () => {
    const { monitor, telemetry, sum } = setUpMonitor();
    monitor.recordActual('a', NOON, 1);
    const [first, second] = await Promise.all([monitor.shutdown(), monitor.shutdown()]);

    monitor.recordActual('a', NOON, 1);
    monitor.recordForecast('a', NOON, { start: NOON, values: [1] });

    expect(first).toEqual({
      stored: 1,
      scored: 0,
      buffered: 0,
      unconfirmed: 0,
      refused: 0,
      lost: 0,
    });
    expect(second).toBe(first);
    expect(telemetry.drops.counts()).toEqual([{ signal: 'metrics', cause: 'shutdown', count: 2 }]);
    expect(telemetry.said().join('\n')).toMatch(/was given a record after shutdown\(\)/);
    expect(sum('runs')).toBe(0);
  });

  it('says that it was made twice, once, and not when the first one has ended', async () => {
    const { monitor, telemetry } = setUpMonitor();
    const { providers } = telemetry;
    const again = () => {
      const { model, version, variable, unit, resolutionMs: resolution } = monitor.stream;
      return forecastMonitor({ model, version, variable, unit, resolution, providers });
    };
    await monitor.shutdown();
    const second = again();
    expect(telemetry.said()).toEqual([]);

    const third = again();

    expect(telemetry.said()).toHaveLength(1);
    expect(telemetry.said()[0]).toMatch(/has two monitors in this process/);
    await Promise.all([second.shutdown(), third.shutdown()]);
  });

  it('announces the sites that it knows, as many as may be a label, and what the others share', () => {
    const { telemetry } = setUpMonitor({ siteLabel: { max: 2 }, sites: ['a', 'b', 'c', 'd'] });
    telemetry.peek();

    const { points = [] } = telemetry.metric('fluxora.forecast.pairs') ?? {};
    const sites = new Set(points.map(({ attributes }) => attributes['fluxora.forecast.site']));
    expect([...sites]).toEqual(['a', 'b', '_other']);
  });

  it('emits what its catalog declares, every counter with 0 before its first event', () => {
    const { telemetry } = setUpMonitor({
      quantiles: [0.1, 0.5, 0.9],
      capacity: 100,
      percentages: true,
      events: { peak: { threshold: 1 } },
    });
    const emitted = new Set(telemetry.totals().map(({ name }) => name));

    const silent = Object.values(forecastCatalog.signals)
      .filter(({ name }) => !emitted.has(name))
      .map(({ name }) => name);
    expect(silent.toSorted()).toEqual(
      [
        'fluxora.forecast.actual.time',
        'fluxora.forecast.gate_closure.time',
        'fluxora.forecast.issue.time',
        'fluxora.forecast.scoring.delay',
        'fluxora.forecast.store.operation.duration',
        'fluxora.forecast.target.time',
      ].toSorted(),
    );
    expect(telemetry.drops.counts()).toEqual([]);
  });
});
