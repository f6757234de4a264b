import { reads } from '../../rules/alerts/servers/server.ts';
import type { RuleContext } from '../../rules/recording-source.ts';
import type { Row } from '../dashboard-source.ts';
import { legend } from '../parts/labels.ts';
import { graph, query, row } from '../parts/panels.ts';
import { createPhrases } from '../parts/phrases.ts';

/** Managed databases and machines of clouds. What else is read has panels of the user's own. */
export function cloudRows(context: RuleContext): readonly Row[] {
  return [
    ...(reads(context, 'cloudwatch') ? [aws(context)] : []),
    ...(reads(context, 'azure-monitor') ? [azure(context)] : []),
    ...(reads(context, 'google-cloud-monitoring') ? [google(context)] : []),
  ];
}

function aws({ q }: RuleContext): Row {
  const { max } = createPhrases(q, 'environment');
  const by = ['DBInstanceIdentifier'];
  const of = (metric: string) => [
    query(max(`amazonaws.com/AWS/RDS/${metric}`, { by }), legend(q, ...by)),
  ];
  return row('AWS: RDS', [
    graph({
      title: 'RDS: processor',
      description: 'Percent of the instance, averaged over five minutes.',
      unit: '%',
      queries: of('CPUUtilization'),
    }),
    graph({
      title: 'RDS: connections',
      description: 'Open connections. The instance refuses more than its max_connections.',
      unit: '{connection}',
      queries: of('DatabaseConnections'),
    }),
    graph({
      title: 'RDS: free storage',
      description: 'What is left of the volume. At zero the instance stops.',
      unit: 'By',
      queries: of('FreeStorageSpace'),
    }),
    graph({
      title: 'RDS: free memory',
      description: 'What is left of memory.',
      unit: 'By',
      queries: of('FreeableMemory'),
    }),
  ]);
}

function azure({ q }: RuleContext): Row {
  const { max } = createPhrases(q, 'environment');
  const by = ['resource_group', 'name'];
  const of = (metric: string) => [query(max(metric, { by }), legend(q, ...by))];
  return row('Azure', [
    graph({
      title: 'Azure: processor',
      description: 'Percent of the resource.',
      unit: '%',
      queries: of('azure_cpu_percent_average'),
    }),
    graph({
      title: 'Azure: memory',
      description: 'Percent of the resource.',
      unit: '%',
      queries: of('azure_memory_percent_average'),
    }),
    graph({
      title: 'Azure: storage',
      description: 'Percent of the volume. At 95 % a flexible server turns read-only.',
      unit: '%',
      queries: of('azure_storage_percent_average'),
    }),
    graph({
      title: 'Azure: connections',
      description: 'Open connections. The server refuses more than its size allows.',
      unit: '{count}',
      queries: of('azure_active_connections_average'),
    }),
  ]);
}

function google({ q }: RuleContext): Row {
  const { max } = createPhrases(q, 'environment');
  const by = ['database_id'];
  return row('Google Cloud', [
    graph({
      title: 'Compute Engine: processor',
      description: 'Share of the busiest machine.',
      unit: '1',
      queries: [query(max('compute.googleapis.com/instance/cpu/utilization'))],
    }),
    graph({
      title: 'Cloud SQL: processor',
      description: 'Share of the instance.',
      unit: '1',
      queries: [
        query(max('cloudsql.googleapis.com/database/cpu/utilization', { by }), legend(q, ...by)),
      ],
    }),
    graph({
      title: 'Cloud SQL: disk',
      description: 'Share of the disk that is used.',
      unit: '1',
      queries: [
        query(max('cloudsql.googleapis.com/database/disk/utilization', { by }), legend(q, ...by)),
      ],
    }),
  ]);
}
