import type { CollectorReceiver } from '../../../define/targets.ts';
import type { Source } from '../collector-parts.ts';
import { env } from '../environment.ts';
import { serverIdentity } from '../processors/server-identity.ts';

type Of<Kind extends CollectorReceiver['kind']> = Extract<CollectorReceiver, { kind: Kind }>;

/** A cloud tells its metrics late, and each question costs: not more often than they change. */
const INTERVAL = env('COLLECTOR_CLOUD_INTERVAL', '5m');

/** AWS tells its units elsewhere. */
const RDS_UNITS = [
  ['CPUUtilization', '%'],
  ['DatabaseConnections', '{connection}'],
  ['FreeStorageSpace', 'By'],
  ['FreeableMemory', 'By'],
] as const;

/** What clouds call their units, and what UCUM does. */
function toUcum(units: readonly (readonly [from: string, to: string])[]): string[] {
  return units.map(([from, to]) => `set(metric.unit, "${to}") where metric.unit == "${from}"`);
}

/** One reader per namespace, since one discovers only one. Credentials as the AWS SDK finds them. */
export function cloudwatchSources(
  { region, namespaces }: Of<'cloudwatch'>,
  environment: string,
  suffix: string,
): Source[] {
  return namespaces.map((namespace) => {
    const name = `cloudwatch${suffix}-${namespace.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
    return {
      name,
      signal: 'metrics',
      place: 'shared',
      receiver: {
        [`awscloudwatch/${name}`]: {
          region,
          metrics: {
            collection_interval: INTERVAL,
            period: '300s',
            // A recent metric is not complete: AWS tells it some minutes late.
            delay: '10m',
            discovery: { filters: { namespace }, limit: 500, stats: ['Average'] },
          },
        },
      },
      processors: serverIdentity({
        name,
        service: 'cloudwatch',
        instance: region,
        environment,
        // A map would become one label with JSON in it.
        points: [
          'merge_maps(datapoint.attributes, datapoint.attributes["Dimensions"], "upsert") where datapoint.attributes["Dimensions"] != nil',
          'delete_key(datapoint.attributes, "Dimensions")',
        ],
        metrics: RDS_UNITS.map(
          ([metric, unit]) =>
            `set(metric.unit, "${unit}") where metric.name == "amazonaws.com/AWS/RDS/${metric}"`,
        ),
      }),
    };
  });
}

/** Azure Monitor. Signs in by what the machine or the environment has. */
export function azureMonitorSource(
  { subscriptionIds, services }: Of<'azure-monitor'>,
  environment: string,
  suffix: string,
): Source {
  const name = `azure-monitor${suffix}`;
  return {
    name,
    signal: 'metrics',
    place: 'shared',
    receiver: {
      [`azuremonitor/${name}`]: {
        subscription_ids: subscriptionIds,
        services,
        auth: 'default_credentials',
        collection_interval: INTERVAL,
      },
    },
    processors: serverIdentity({
      name,
      service: 'azure-monitor',
      instance: subscriptionIds.join(','),
      environment,
      kept: ['azuremonitor.subscription_id'],
      metrics: toUcum([
        ['Percent', '%'],
        ['Count', '{count}'],
        ['Bytes', 'By'],
        ['BytesPerSecond', 'By/s'],
        ['CountPerSecond', '{count}/s'],
        ['Seconds', 's'],
        ['MilliSeconds', 'ms'],
      ]),
    }),
  };
}

/** Google Cloud Monitoring. Signs in by Application Default Credentials. */
export function googleCloudMonitoringSource(
  { projectId, metrics }: Of<'google-cloud-monitoring'>,
  environment: string,
  suffix: string,
): Source {
  const name = `google-cloud-monitoring${suffix}`;
  return {
    name,
    signal: 'metrics',
    place: 'shared',
    receiver: {
      [`googlecloudmonitoring/${name}`]: {
        project_id: projectId,
        collection_interval: INTERVAL,
        metrics_list: metrics.map((metric) => ({ metric_name: metric })),
      },
    },
    processors: serverIdentity({
      name,
      service: 'google-cloud-monitoring',
      instance: projectId,
      environment,
      metrics: toUcum([['10^2.%', '1']]),
    }),
  };
}
