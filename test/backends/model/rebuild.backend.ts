import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportCommand } from '../../../packages/model/src/report/cli/report-command.ts';
import { rebuildCommand } from '../../../packages/model/src/report/cli/rebuild-command.ts';
import type { AccuracyRow } from '../../../packages/model/src/report/accuracy.ts';
import { exampleStore } from '../../../packages/model/src/report/fixtures/example-store.ts';
import { sqliteStore } from '../../../packages/model/src/sqlite.ts';
import { freePorts } from '../support/free-ports.ts';
import { eventually } from '../support/eventually.ts';
import { required } from '../support/required.ts';

const canRun = process.env['PROMETHEUS'] !== undefined;
if (!canRun) console.warn('SKIPPED: no exact history was back-filled into a real Prometheus.');

/** Madrid puts its clocks forward on the third day, so that the four days have 95 hours. */
const PERIOD = ['--from', '2016-03-25', '--to', '2016-03-29'];
const END = Date.UTC(2016, 2, 28, 22) / 1_000;
const RANGE = '95h';

describe.runIf(canRun || process.env['CI'])('exact history in a real Prometheus', () => {
  const directory = mkdtempSync(`${tmpdir()}/rebuild-`);
  const file = `${directory}/forecasts.db`;
  let prometheus: ChildProcess;
  let url: string;

  beforeAll(async () => {
    const store = sqliteStore({ path: file });
    // From before the period to after it.
    await exampleStore({ store, start: Date.UTC(2016, 2, 23), days: 8 });
    await store.close();
    const text = `${directory}/exact.om`;
    const whole = ['--from', '2016-03-23', '--to', '2016-04-01', '--format', 'openmetrics'];
    await run(rebuildCommand, '--sqlite', file, ...whole, '--out', text);
    createBlocks(text, `${directory}/data`);

    writeFileSync(`${directory}/prometheus.yml`, '{}');
    const [port] = await freePorts(1);
    url = `http://127.0.0.1:${port}`;
    prometheus = spawn(
      required('PROMETHEUS'),
      [
        `--config.file=${directory}/prometheus.yml`,
        `--storage.tsdb.path=${directory}/data`,
        // The past is older than what it keeps otherwise.
        '--storage.tsdb.retention.time=100y',
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=warn',
      ],
      { stdio: 'inherit' },
    );
    await eventually('Prometheus is ready', async () => {
      const response = await fetch(`${url}/-/ready`).catch(() => undefined);
      return response?.ok === true;
    });
  });
  afterAll(async () => {
    const closed = once(prometheus, 'close');
    prometheus.kill('SIGTERM');
    await closed;
    rmSync(directory, { recursive: true });
  });

  /** By horizon and stage: `(6h,24h] final`. */
  async function query(expression: string): Promise<Record<string, number>> {
    const response = await fetch(`${url}/api/v1/query`, {
      method: 'POST',
      body: new URLSearchParams({ query: expression, time: String(END) }),
    });
    const { data, error } = (await response.json()) as Answer;
    if (data === undefined) throw new Error(`${error}, of ${expression}`);
    return Object.fromEntries(
      data.result.map(({ metric, value }) => [
        `${metric['fluxora_forecast_horizon']} ${metric['fluxora_forecast_stage']}`,
        Number(value[1]),
      ]),
    );
  }

  async function expected(numberOf: (row: AccuracyRow) => number | undefined) {
    const written = await run(reportCommand, '--sqlite', file, ...PERIOD, '--format', 'json');
    const [table] = (JSON.parse(written) as { tables: [{ rows: AccuracyRow[] }] }).tables;
    return Object.fromEntries(
      table.rows.map((row) => [
        `${row.horizon} ${row.stage}`,
        expect.closeTo(numberOf(row) ?? Number.NaN, 6) as number,
      ]),
    );
  }

  const by = 'by (fluxora_forecast_horizon, fluxora_forecast_stage)';
  const sum = (name: string) =>
    `sum ${by} (sum_over_time(fluxora_forecast_exact_${name}[${RANGE}]))`;

  test.each<[string, string, (row: AccuracyRow) => number | undefined]>([
    ['pairs', sum('pairs'), ({ pairs }) => pairs],
    ['MAE', `${sum('error_absolute')} / ${sum('pairs')}`, ({ mae }) => mae],
    ['RMSE', `sqrt(${sum('error_squared')} / ${sum('pairs')})`, ({ rmse }) => rmse],
    ['WAPE', `${sum('error_absolute')} / ${sum('actual_absolute')}`, ({ wape }) => wape],
    [
      'coverage',
      `sum ${by} (sum_over_time(fluxora_forecast_exact_interval_pairs{fluxora_forecast_level="0.8",fluxora_forecast_outcome="inside"}[${RANGE}])) / sum ${by} (sum_over_time(fluxora_forecast_exact_interval_pairs{fluxora_forecast_level="0.8"}[${RANGE}]))`,
      ({ intervals }) => intervals.find(({ level }) => level === 0.8)?.coverage,
    ],
    [
      'skill',
      `1 - sum ${by} (sum_over_time(fluxora_forecast_exact_baseline_error_absolute{fluxora_forecast_baseline="persistence",fluxora_forecast_side="model"}[${RANGE}])) / sum ${by} (sum_over_time(fluxora_forecast_exact_baseline_error_absolute{fluxora_forecast_baseline="persistence",fluxora_forecast_side="baseline"}[${RANGE}]))`,
      ({ baselines }) => baselines.find(({ baseline }) => baseline === 'persistence')?.skill,
    ],
  ])('%s of four local days is that of the report', async (_name, expression, numberOf) => {
    const found = await query(expression);

    expect(Object.keys(found)).toHaveLength(8);
    expect(found).toEqual(await expected(numberOf));
  });

  test('has the sites, when asked for, and none of the days around', async () => {
    const text = await run(
      rebuildCommand,
      '--sqlite',
      file,
      '--day',
      '2016-03-26',
      '--format',
      'openmetrics',
      '--by',
      'site',
    );
    const sites = `${directory}/sites.om`;
    writeFileSync(sites, text);
    createBlocks(sites, `${directory}/sites`);
    // `dump` looks for it, although it is none of the blocks.
    mkdirSync(`${directory}/sites/wal`);
    const dump = execFileSync(required('PROMTOOL'), ['tsdb', 'dump', `${directory}/sites`], {
      encoding: 'utf8',
    });
    const pairs = dump
      .split('\n')
      .filter((line) => line.includes('"fluxora_forecast_exact_pairs"'));

    expect(pairs).toHaveLength(4);
    for (const line of pairs) {
      expect(line).toMatch(/fluxora_forecast_site="(?:north|south)"/);
      expect(line).toMatch(new RegExp(` ${Date.UTC(2016, 2, 26, 22, 59, 59)}$`));
    }
  });
});

interface Answer {
  readonly error?: string;
  readonly data?: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly value: readonly [number, string];
    }[];
  };
}

function createBlocks(text: string, directory: string): void {
  const command = ['tsdb', 'create-blocks-from', 'openmetrics', text, directory];
  execFileSync(required('PROMTOOL'), command);
}

async function run(command: typeof reportCommand, ...args: string[]): Promise<string> {
  const written = { stdout: '', stderr: '' };
  const exitCode = await command([...args, '--quiet'], {
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
  });
  if (exitCode !== 0) throw new Error(written.stderr);
  return written.stdout;
}
