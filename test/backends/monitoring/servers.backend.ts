/**
 * Real servers, read by the real Collector with the generated configuration, in a real Prometheus: what the dashboard Servers asks for is
 * there, and the alert on a server that stopped is true. Docker, Kubernetes and the clouds are only validated (collector.backend.ts):
 * there is none here.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { servers } from '../../../packages/monitoring/src/dashboards/servers.ts';
import type { CollectorReceiver } from '../../../packages/monitoring/src/define/targets.ts';
import { serverConfig } from '../../../packages/monitoring/src/outputs/prometheus/server-config.ts';
import type { Plan } from '../../../packages/monitoring/src/plan.ts';
import { canStartPostgres, startPostgres } from '../../data-stores/postgres-server.ts';
import { canStartRedis, startRedis } from '../../data-stores/redis-server.ts';
import { eventually } from '../support/eventually.ts';
import { freePorts } from '../support/free-ports.ts';
import { startPrometheusServer, type PrometheusServer } from '../support/prometheus-server.ts';
import { canRun, required } from '../support/required.ts';
import { answers, startServerProcess } from '../support/server-process.ts';
import { planFor, startGenerated, writeConfigs } from './collector/generated-collector.ts';

/** Why a panel may be empty here. */
const QUIET: Readonly<Record<string, string>> = {
  'Replication lag': 'there is no replica',
};

/** Every query of the dashboard that a plan makes, as Grafana would send it. */
function queriesOf(plan: Plan): { title: string; expr: string }[] {
  const { rows } = servers.dashboard({ monitoring: plan.monitoring, q: plan.q });
  return rows
    .flatMap(({ panels }) => panels)
    .flatMap(({ title, queries }) =>
      queries.map(({ expr }) => ({
        title,
        expr: expr.replaceAll('$environment', '.*').replaceAll('$__rate_interval', '1m'),
      })),
    )
    .filter(({ title }) => !(title in QUIET));
}

/**
 * The queries that give no series, once all do or the time is up.
 *
 * @param use - Makes the server work, so that there is something to see.
 */
async function silent(
  { prometheus, plan }: Reading,
  use: () => Promise<unknown> = async () => undefined,
): Promise<string[]> {
  let empty: string[] = [];
  await eventually('every panel has series', async () => {
    await use();
    empty = [];
    for (const { title, expr } of queriesOf(plan)) {
      if ((await prometheus.query(expr)).length === 0) empty.push(`${title}: ${expr}`);
    }
    return empty.length === 0;
  }).catch(() => undefined);
  return empty;
}

interface Reading extends AsyncDisposable {
  readonly plan: Plan;
  readonly prometheus: PrometheusServer;
}

/** Starts both for one kind of server. */
async function read(
  receiver: CollectorReceiver,
  env: Readonly<Record<string, string>>,
): Promise<Reading> {
  const plan = planFor({ ingest: 'prometheus-otlp', collector: { receivers: [receiver] } });
  const prometheus = await startPrometheusServer({
    program: 'PROMETHEUS3',
    config: serverConfig(plan.monitoring).content,
  });
  const configs = writeConfigs(plan);
  const generated = await startGenerated(configs, {
    PROMETHEUS_OTLP_URL: `${prometheus.url}/api/v1/otlp/v1/metrics`,
    ...env,
  });
  return {
    plan,
    prometheus,
    async [Symbol.asyncDispose]() {
      await generated[Symbol.asyncDispose]();
      await prometheus[Symbol.asyncDispose]();
      configs[Symbol.dispose]();
    },
  };
}

/** The expression of an alert as Prometheus gets it, with a shorter look back: nobody waits three minutes here. */
function conditionOf(plan: Plan, name: string): string {
  const rule = plan.alerts.flatMap(({ rules }) => rules).find(({ alert }) => alert === name);
  if (rule === undefined) throw new Error(`there is no alert ${name}`);
  return rule.expr.replaceAll('[3m]', '[5s]');
}

describe.runIf(canRun('OTELCOL', 'PROMETHEUS3'))('the dashboard Servers', () => {
  test('shows the machine, in the words of our own signals', async () => {
    await using all = await read({ kind: 'host' }, {});
    const { prometheus } = all;
    expect(await silent(all)).toEqual([]);
    const [memory] = await prometheus.query(
      'system_memory_usage_bytes{system_memory_state="used", service_name="host"}',
    );
    expect(memory?.labels).toMatchObject({
      host_name: 'machine-1',
      service_instance_id: 'machine-1',
      deployment_environment_name: 'production',
    });
    const modes = await prometheus.labelValues('cpu_mode', 'system_cpu_time_seconds_total');
    expect(modes).toContain('idle');
    expect(await prometheus.query('count(system_cpu_time_seconds_total{cpu_mode="idle"})')).toEqual(
      [expect.objectContaining({ value: 1 })],
    );
  });

  describe.runIf(canStartRedis || process.env.CI)('shows Redis', () => {
    test('and is told when it stops', async () => {
      const redis = await startRedis();
      const client = new Redis(redis.url);
      await client.set('site', 'wind-1');
      await client.config('SET', 'maxmemory', '100mb');
      await using all = await read(
        { kind: 'redis', endpoint: 'redis:6379' },
        { REDIS_ENDPOINT: `${redis.host}:${redis.port}` },
      );
      const { plan, prometheus } = all;
      expect(await silent(all, () => client.mget('site', 'other'))).toEqual([]);
      client.disconnect();
      const condition = conditionOf(plan, 'RedisDown');
      expect(await prometheus.query(condition)).toEqual([]);
      await redis.stop();
      await eventually(
        'the alert is true',
        async () => (await prometheus.query(condition)).length > 0,
      );
      expect((await prometheus.query(condition))[0]?.labels).toMatchObject({
        service_name: 'redis',
        service_instance_id: 'redis:6379',
      });
    });
  });
});

/** What later exporters ask by themselves, for the old one that Debian has. */
const TABLES = {
  pg_stat_user_tables: {
    query:
      'SELECT current_database() AS datname, schemaname, relname, n_live_tup, n_dead_tup FROM pg_stat_user_tables',
    metrics: [
      ...['datname', 'schemaname', 'relname'].map((name) => ({
        [name]: { usage: 'LABEL', description: name },
      })),
      ...['n_live_tup', 'n_dead_tup'].map((name) => ({
        [name]: { usage: 'GAUGE', description: name },
      })),
    ],
  },
};

describe.runIf(
  canRun('OTELCOL', 'PROMETHEUS3', 'POSTGRES_EXPORTER') && (canStartPostgres || process.env.CI),
)('the dashboard Servers shows PostgreSQL, through its exporter', () => {
  // Mirrors of Go modules lack the postgresql receiver, so that no Collector here has it: what it would be given is validated by nobody.
  test('and is told when it stops', async () => {
    const postgres = await startPostgres();
    const client = new Client({ connectionString: postgres.url });
    // It is killed in the end.
    client.on('error', () => undefined);
    await client.connect();
    await client.query('CREATE TABLE forecasts (site text, kw float)');
    const [exporter = 0] = await freePorts(1);
    const address = `127.0.0.1:${exporter}`;
    const directory = mkdtempSync(join(tmpdir(), 'postgres-exporter-'));
    const queries = join(directory, 'queries.json');
    writeFileSync(queries, JSON.stringify(TABLES));
    const process = await startServerProcess({
      name: 'postgres_exporter',
      command: required('POSTGRES_EXPORTER'),
      args: [`--web.listen-address=${address}`, `--extend.query-path=${queries}`],
      env: { DATA_SOURCE_NAME: `${postgres.url}?sslmode=disable` },
      isReady: answers(`http://${address}/metrics`),
    });
    try {
      const receiver = { kind: 'postgresql', endpoint: 'postgres:5432', exporter: 'e:1' } as const;
      const env = { POSTGRESQL_EXPORTER: address, COLLECTOR_SERVERS_TIMEOUT: '1s' };
      await using all = await read(receiver, env);
      const { plan, prometheus } = all;
      const work = async (): Promise<void> => {
        await client.query("INSERT INTO forecasts SELECT 'wind-1', n FROM generate_series(1, 9) n");
        await client.query('DELETE FROM forecasts WHERE kw < 5');
      };
      expect(await silent(all, work)).toEqual([]);
      const [connections] = await prometheus.query(
        'postgresql_backends{postgresql_database_name="postgres"}',
      );
      expect(connections?.labels).toMatchObject({
        service_name: 'postgresql',
        service_instance_id: 'postgres:5432',
        deployment_environment_name: 'production',
      });
      expect(connections?.value).toBeGreaterThan(0);
      const condition = conditionOf(plan, 'PostgresDown');
      expect(await prometheus.query(condition)).toEqual([]);
      await postgres.kill();
      await eventually(
        'the alert is true',
        async () => (await prometheus.query(condition)).length > 0,
      );
      expect((await prometheus.query(condition))[0]?.labels).toMatchObject({
        service_name: 'postgresql',
        service_instance_id: 'postgres:5432',
      });
    } finally {
      await process.stop();
      await postgres.stop();
      rmSync(directory, { recursive: true });
    }
  });
});
