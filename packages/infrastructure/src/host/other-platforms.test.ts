import { createInstruments, defineCatalog } from '@fluxora/telemetry-core';
import { createTestTelemetry } from '@fluxora/telemetry-testing';
import { afterEach, expect, test, vi } from 'vitest';
import { containerAttributes, containerSignals } from '../container/container-signals.ts';
import { observeContainer } from '../container/observe-container.ts';
import { hostAttributes, hostSignals } from './host-signals.ts';

const PLATFORM = process.platform;

afterEach(() => {
  Object.defineProperty(process, 'platform', { value: PLATFORM });
  vi.restoreAllMocks();
});

/** What a machine of another platform reports, as far as this one can tell. */
async function reportedOn(platform: 'darwin' | 'win32') {
  Object.defineProperty(process, 'platform', { value: platform });
  vi.resetModules();
  const { observeHost } = await import('./observe-host.ts');
  const opened = vi.spyOn(process.getBuiltinModule('node:fs'), 'openSync');
  using telemetry = createTestTelemetry();
  const { providers } = telemetry;
  const catalog = defineCatalog({
    name: 'elsewhere',
    version: '1.0.0',
    attributes: { ...hostAttributes, ...containerAttributes },
    signals: { ...hostSignals, ...containerSignals },
  });
  const instruments = createInstruments(catalog, providers);
  observeHost(instruments, { providers });
  observeContainer(instruments, { providers });
  await telemetry.collect();
  return {
    series: telemetry
      .totals()
      .flatMap(({ name, points }) =>
        points.map(({ attributes }) => [name, ...Object.values(attributes)].join(' ')),
      ),
    opened: opened.mock.calls.map(([path]) => String(path)),
    said: telemetry.said(),
  };
}

const EVERYWHERE = [
  'system.cpu.time user',
  'system.cpu.time system',
  'system.cpu.time idle',
  'system.cpu.logical.count',
  'system.memory.usage used',
  'system.memory.usage available',
  'system.memory.limit',
  'system.uptime',
  'system.filesystem.limit /',
];

test('on macOS there is what Node.js knows, and the rest is absent, not zero', async () => {
  const { series, opened, said } = await reportedOn('darwin');
  expect(series).toEqual(
    expect.arrayContaining([...EVERYWHERE, 'system.cpu.time nice', 'fluxora.system.load 1m']),
  );
  expect(
    series.filter((each) =>
      /interrupt|iowait|steal|linux|paging|disk|network|container/.test(each),
    ),
  ).toEqual([]);
  expect(opened).toEqual([]);
  expect(said).toEqual([]);
});

test('on Windows there is no load and no "nice" either', async () => {
  const { series, opened, said } = await reportedOn('win32');
  expect(series).toEqual(expect.arrayContaining([...EVERYWHERE, 'system.cpu.time interrupt']));
  expect(
    series.filter((each) =>
      /load|nice|iowait|steal|linux|paging|disk|network|container/.test(each),
    ),
  ).toEqual([]);
  expect(opened).toEqual([]);
  expect(said).toEqual([]);
});
