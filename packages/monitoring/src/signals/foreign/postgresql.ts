import { foreignMetrics } from './foreign-metrics.ts';

/** The `postgresql` receiver 0.161, as our Collector passes it on: databases and tables are attributes of the points. */
export const postgresqlMetrics = foreignMetrics('postgresql receiver', [
  ['postgresql.backends', 'upDownCounter', '1', 'postgresql.database.name'],
  ['postgresql.bgwriter.buffers.allocated', 'counter', '{buffers}'],
  ['postgresql.bgwriter.buffers.writes', 'counter', '{buffers}', 'source'],
  ['postgresql.bgwriter.checkpoint.count', 'counter', '{checkpoints}', 'type'],
  ['postgresql.bgwriter.duration', 'counter', 'ms', 'type'],
  ['postgresql.blks_hit', 'counter', '{blks_hit}', 'postgresql.database.name'],
  ['postgresql.blks_read', 'counter', '{blks_read}', 'postgresql.database.name'],
  ['postgresql.commits', 'counter', '1', 'postgresql.database.name'],
  ['postgresql.connection.max', 'gauge', '{connections}'],
  ['postgresql.database.count', 'upDownCounter', '{databases}'],
  ['postgresql.db_size', 'upDownCounter', 'By', 'postgresql.database.name'],
  ['postgresql.deadlocks', 'counter', '{deadlock}', 'postgresql.database.name'],
  [
    'postgresql.operations',
    'counter',
    '1',
    'operation postgresql.database.name postgresql.schema.name postgresql.table.name',
  ],
  ['postgresql.replication.data_delay', 'gauge', 'By', 'replication_client'],
  ['postgresql.rollbacks', 'counter', '1', 'postgresql.database.name'],
  [
    'postgresql.rows',
    'upDownCounter',
    '1',
    'state postgresql.database.name postgresql.schema.name postgresql.table.name',
  ],
  ['postgresql.table.count', 'upDownCounter', '{table}', 'postgresql.database.name'],
  [
    'postgresql.table.size',
    'upDownCounter',
    'By',
    'postgresql.database.name postgresql.schema.name postgresql.table.name',
  ],
  ['postgresql.temp_files', 'counter', '{temp_file}', 'postgresql.database.name'],
  ['postgresql.wal.age', 'gauge', 's'],
  // Only where a replica is connected.
  ['postgresql.wal.delay', 'gauge', 's', 'operation replication_client'],
]);
