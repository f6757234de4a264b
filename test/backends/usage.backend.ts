import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FlushReport } from '@fluxora/telemetry';
import { distinctUsersRule, distinctUsersRules, type RegisterCount } from '@fluxora/telemetry-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serviceEnvironment } from '../../scripts/demo/service-environment.ts';
import {
  addHash,
  estimateDistinct,
  type Registers,
} from '../../packages/core/src/business/sketch/hyper-log-log.ts';
import { UserHasher } from '../../packages/core/src/business/sketch/user-hasher.ts';
import type { UsageCommand } from './programs/usage.ts';
import { startCollector, type Collector } from './support/collector.ts';
import { eventually } from './support/eventually.ts';
import { startPrometheus, type RunningPrometheus } from './support/prometheus.ts';

const KEY = 'the same secret on every replica';

/** All samples of a test, whenever it runs. */
const WINDOW = '2h';

const SIZES = [16, 64, 256, 1_024] as const;

const RAW = 'fluxora_usage_distinct_users_rank';

/** The single rule and the last of the chain, of each size; the names of the rules do not tell the sizes apart, so we do. */
const rules = SIZES.flatMap((registers) => {
  const by = ['job'];
  const single = distinctUsersRule({ registers, window: WINDOW, by });
  const chain = distinctUsersRules({ registers, windows: [WINDOW], by, mergeWindow: WINDOW });
  return [
    { ...single, record: `single:${registers}` },
    ...chain.map(({ record, expr }, index) =>
      index < chain.length - 1 ? { record, expr } : { record: `chain:${registers}`, expr },
    ),
  ];
});
const byFeature = {
  ...distinctUsersRule({ registers: 64, window: WINDOW, by: ['job', 'fluxora.usage.feature'] }),
  record: 'feature:64',
};

const canRun = process.env.PROMETHEUS !== undefined;
if (!canRun) console.warn('SKIPPED: no recording rule was tried on a real Prometheus.');

describe.runIf(canRun || process.env.CI)('distinct users in a real Prometheus', () => {
  let collector: Collector;
  let prometheus: RunningPrometheus;

  beforeAll(async () => {
    collector = await startCollector();
    prometheus = await startPrometheus({
      target: collector.scrapeTarget,
      rules: [...rules, byFeature],
    });
  });
  afterAll(async () => {
    await prometheus[Symbol.asyncDispose]();
    await collector[Symbol.asyncDispose]();
  });

  /** Starts a replica of a service. */
  async function start(service: string, registers: RegisterCount, per = 'total') {
    const program = fileURLToPath(new URL('programs/usage.ts', import.meta.url));
    const child = fork(program, {
      execArgv: [],
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      env: {
        ...serviceEnvironment(collector.url, false),
        OTEL_METRIC_EXPORT_INTERVAL: '3600000',
        OTEL_RESOURCE_ATTRIBUTES: '',
        OTEL_SERVICE_NAME: service,
        REGISTERS: String(registers),
        PER: per,
        KEY,
      },
    });
    const replica = new Replica(child);
    await replica.answer();
    return replica;
  }

  /** Resolves when the registers of everybody seen are in Prometheus: only then may the service forget them. */
  async function arrived(service: string, registers: Registers): Promise<void> {
    await eventually(`${service}: every register is in Prometheus`, async () => {
      const found = await prometheus.query(
        `max by (fluxora_usage_sketch_register) (max_over_time(${RAW}{job="${service}"}[${WINDOW}]))`,
      );
      const ranks = new Uint8Array(registers.length);
      for (const { labels, value } of found) {
        ranks[Number(labels.fluxora_usage_sketch_register)] = value;
      }
      return Buffer.from(ranks).equals(registers);
    });
  }

  /** What a rule recorded for a service, evaluated after now. */
  async function evaluated(
    rule: string,
    service: string,
  ): Promise<Awaited<ReturnType<RunningPrometheus['query']>>> {
    const record = `{__name__="${rule}",job="${service}"}`;
    const [now] = await prometheus.query('vector(time())');
    await eventually(`${record} is evaluated`, async () => {
      return (await prometheus.query(`timestamp(${record}) > ${now?.value}`)).length > 0;
    });
    return prometheus.query(record);
  }

  /** What the single rule and the chain make of everybody seen, both evaluated after all had arrived. */
  async function counted(service: string, registers: Registers): Promise<readonly unknown[]> {
    await arrived(service, registers);
    const series = await Promise.all(
      ['single', 'chain'].map((shape) => evaluated(`${shape}:${registers.length}`, service)),
    );
    return series.map(([found]) => found?.value);
  }

  test('nobody is 0, and what was never reported is not there', async () => {
    await using replica = await start('nobody', 16);
    await replica.see([]);
    expect(await counted('nobody', sketchOf([], 16))).toEqual([0, 0]);
    expect(await prometheus.query('{__name__=~"(single|chain):1024"}')).toEqual([]);
  });

  test('one replica over several intervals: who has gone is still counted', async () => {
    await using replica = await start('one-replica', 64);
    const seen: number[] = [];
    for (let interval = 0; interval < 3; interval += 1) {
      const users = range(40 * interval, 40 * interval + 50);
      seen.push(...users);
      await replica.see(users);
      await arrived('one-replica', sketchOf(seen, 64));
      await replica.forget(async () => {
        const present = await prometheus.query(`sum(${RAW}{job="one-replica"})`);
        return present[0]?.value === 0;
      });
    }
    const registers = sketchOf(seen, 64);
    expect(await counted('one-replica', registers)).toEqual(both(estimateDistinct(registers)));
  });

  test('three replicas that share users, one of which is replaced: nobody is counted twice or lost', async () => {
    const seen = [range(0, 3_000), range(2_000, 5_000), range(4_000, 6_000), range(5_000, 9_000)];
    await using one = await start('replicas', 256);
    await using two = await start('replicas', 256);
    {
      await using three = await start('replicas', 256);
      await Promise.all([one.see(seen[0]), two.see(seen[1]), three.see(seen[2])]);
      await arrived('replicas', sketchOf(seen.slice(0, 3).flat(), 256));
    }
    await using successor = await start('replicas', 256);
    await successor.see(seen[3]);
    const registers = sketchOf(seen.flat(), 256);
    expect(await counted('replicas', registers)).toEqual(both(estimateDistinct(registers)));
    const instances = await prometheus.query(`count by (instance) (${RAW}{job="replicas"})`);
    expect(instances.length).toBeGreaterThanOrEqual(3);
  });

  test('each feature has its users, which together are everybody', async () => {
    await using replica = await start('by-feature', 64, 'feature');
    await replica.see(range(0, 100), 'forecast.view');
    await replica.see(range(60, 90), 'forecast.export');
    const registers = sketchOf(range(0, 100), 64);
    expect(await counted('by-feature', registers)).toEqual(both(estimateDistinct(registers)));
    const found = await evaluated('feature:64', 'by-feature');
    const values = Object.fromEntries(
      found.map(({ labels, value }) => [labels.fluxora_usage_feature, value]),
    );
    expect(values).toEqual({
      'forecast.view': expect.closeTo(estimateDistinct(sketchOf(range(0, 100), 64)), 6),
      'forecast.export': expect.closeTo(estimateDistinct(sketchOf(range(60, 90), 64)), 6),
      _OTHER: 0,
    });
  });

  test.each([1, 2, 10, 1_000, 100_000])('%i users, estimated as we do', async (users) => {
    const service = `users-${users}`;
    await using replica = await start(service, 256);
    await replica.see(range(0, users));
    const registers = sketchOf(range(0, users), 256);
    expect(await counted(service, registers)).toEqual(both(estimateDistinct(registers)));
  });
});

class Replica implements AsyncDisposable {
  readonly #child: ChildProcess;
  #log = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stderr?.on('data', (chunk: Buffer) => (this.#log += chunk.toString()));
  }

  /** The service's next message. Rejects when it ends instead. */
  answer(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const end = (): void => reject(new Error(`the service ended:\n${this.#log}`));
      this.#child.once('exit', end);
      this.#child.once('message', (message) => {
        this.#child.removeListener('exit', end);
        resolve(message);
      });
    });
  }

  /** Resolves when the service has exported who it saw. */
  async see(
    users: readonly number[] = [],
    feature: UsageCommand['feature'] = 'forecast.view',
  ): Promise<void> {
    this.#child.send({ users, feature } satisfies UsageCommand);
    const report = (await this.answer()) as FlushReport;
    if (report.metrics.pending > 0) throw new Error(JSON.stringify(report));
  }

  /** Exports nobody again and again, until the condition holds. */
  async forget(isForgotten: () => Promise<boolean>): Promise<void> {
    await eventually('the service has forgotten its users', async () => {
      await this.see([]);
      return isForgotten();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Not 'close', which does not come when it is us who disconnect.
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}

function sketchOf(users: readonly number[], size: number): Registers {
  const hasher = new UserHasher(KEY);
  const registers = new Uint8Array(size);
  for (const user of users) {
    hasher.hash(`user-${user}`);
    addHash(registers, hasher.high, hasher.low);
  }
  return registers;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

/** The two ways to count agree with ours, but for the order in which doubles are added. */
function both(users: number): unknown[] {
  return Array(2).fill(expect.closeTo(users, 9 - Math.ceil(Math.log10(users + 1))));
}
