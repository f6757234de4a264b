import type { Source } from '../collector-parts.ts';
import { env } from '../environment.ts';
import { serverIdentity } from '../processors/server-identity.ts';

/** What `postgres_exporter` calls something, and what the `postgresql` receiver does; further attributes where one is several. */
const NAMES: readonly (readonly [exporter: string, receiver: string, attributes?: string])[] = [
  ['pg_stat_database_numbackends', 'postgresql.backends'],
  ['pg_settings_max_connections', 'postgresql.connection.max'],
  ['pg_stat_database_xact_commit', 'postgresql.commits'],
  ['pg_stat_database_xact_rollback', 'postgresql.rollbacks'],
  ['pg_stat_database_blks_hit', 'postgresql.blks_hit'],
  ['pg_stat_database_blks_read', 'postgresql.blks_read'],
  ['pg_stat_database_deadlocks', 'postgresql.deadlocks'],
  ['pg_stat_database_temp_files', 'postgresql.temp_files'],
  ['pg_database_size_bytes', 'postgresql.db_size'],
  ['pg_stat_database_tup_inserted', 'postgresql.operations', 'operation=ins'],
  ['pg_stat_database_tup_updated', 'postgresql.operations', 'operation=upd'],
  ['pg_stat_database_tup_deleted', 'postgresql.operations', 'operation=del'],
  ['pg_stat_user_tables_n_live_tup', 'postgresql.rows', 'state=live'],
  ['pg_stat_user_tables_n_dead_tup', 'postgresql.rows', 'state=dead'],
];

const ATTRIBUTES = [
  ['datname', 'postgresql.database.name'],
  ['schemaname', 'postgresql.schema.name'],
  ['relname', 'postgresql.table.name'],
] as const;

/**
 * A PostgreSQL server as its exporter sees it, in the words of the receiver: alerts and dashboards see no difference. What an exporter
 * says beyond that is left out; the lag of replicas is not among what it says.
 *
 * @param variable - The name of a variable of the environment, of its last part.
 */
export function postgresExporterSource(
  name: string,
  endpoint: string,
  exporter: string,
  environment: string,
  variable: (part: string) => string,
): Source {
  return {
    name,
    signal: 'metrics',
    place: 'shared',
    receiver: {
      [`prometheus/${name}`]: {
        config: {
          scrape_configs: [
            {
              job_name: name,
              scrape_interval: env('COLLECTOR_SERVERS_INTERVAL', '30s'),
              scrape_timeout: env('COLLECTOR_SERVERS_TIMEOUT', '10s'),
              static_configs: [{ targets: [env(variable('EXPORTER'), exporter)] }],
            },
          ],
        },
      },
    },
    processors: {
      ...serverIdentity({
        name,
        service: 'postgresql',
        instance: endpoint,
        environment,
        points: [
          ...ATTRIBUTES.flatMap(([from, to]) => [
            `set(datapoint.attributes["${to}"], datapoint.attributes["${from}"]) where datapoint.attributes["${from}"] != nil`,
            `delete_key(datapoint.attributes, "${from}")`,
          ]),
          // Names of the exporter's own.
          'delete_key(datapoint.attributes, "datid")',
          'delete_key(datapoint.attributes, "server")',
          ...NAMES.flatMap(([from, , attribute]) => {
            const [key, value] = attribute?.split('=') ?? [];
            return key === undefined
              ? []
              : [`set(datapoint.attributes["${key}"], "${value}") where metric.name == "${from}"`];
          }),
        ],
        metrics: [
          'set(metric.unit, "By") where metric.name == "pg_database_size_bytes"',
          'set(metric.unit, "") where metric.name != "pg_database_size_bytes"',
          ...NAMES.map(([from, to]) => `set(metric.name, "${to}") where metric.name == "${from}"`),
        ],
      }),
      [`filter/${name}`]: {
        error_mode: 'ignore',
        metrics: { metric: ['not IsMatch(name, "^postgresql[.]")'] },
      },
    },
  };
}
