import type { CollectorReceiver } from '../../../define/targets.ts';
import type { Source } from '../collector-parts.ts';
import { env } from '../environment.ts';
import { serverIdentity } from '../processors/server-identity.ts';
import { postgresExporterSource } from './postgres-exporter.ts';

type PostgresqlReceiver = Extract<CollectorReceiver, { kind: 'postgresql' }>;

/** Off by default there; a page or an alert of ours needs them. */
const WANTED = [
  'postgresql.blks_hit',
  'postgresql.blks_read',
  'postgresql.deadlocks',
  'postgresql.temp_files',
  'postgresql.wal.delay',
];

/** One series per index or table and kind: too many for what they say. */
const UNWANTED = [
  'postgresql.blocks_read',
  'postgresql.index.scans',
  'postgresql.index.size',
  'postgresql.table.vacuum.count',
];

/** What stands on the resource and tells databases and tables apart. */
const KEPT = ['postgresql.database.name', 'postgresql.schema.name', 'postgresql.table.name'];

/**
 * A PostgreSQL server, by its own statistics. The user needs the role `pg_monitor`. Its instance is the endpoint of the definition, also
 * where the environment says another address.
 *
 * @param suffix - Of the second and further servers, `-2`; also of the names of its variables.
 */
export function postgresqlSource(
  { endpoint, databases = [], exporter }: PostgresqlReceiver,
  environment: string,
  suffix: string,
): Source {
  const name = `postgresql${suffix}`;
  const variable = (part: string): string => `POSTGRESQL${suffix.replace('-', '_')}_${part}`;
  if (exporter !== undefined) {
    return postgresExporterSource(name, endpoint, exporter, environment, variable);
  }
  const switched = (names: readonly string[], enabled: boolean): [string, unknown][] =>
    names.map((metric) => [metric, { enabled }]);
  return {
    name,
    signal: 'metrics',
    place: 'shared',
    receiver: {
      [`postgresql/${name}`]: {
        endpoint: env(variable('ENDPOINT'), endpoint),
        transport: 'tcp',
        username: env(variable('USERNAME'), 'otelcol'),
        password: env(variable('PASSWORD'), 'otelcol'),
        ...(databases.length > 0 && { databases }),
        collection_interval: env('COLLECTOR_SERVERS_INTERVAL', '30s'),
        tls: { insecure: env(variable('INSECURE'), 'true') },
        metrics: Object.fromEntries([...switched(WANTED, true), ...switched(UNWANTED, false)]),
      },
    },
    processors: serverIdentity({
      name,
      service: 'postgresql',
      instance: endpoint,
      environment,
      kept: KEPT,
    }),
  };
}
