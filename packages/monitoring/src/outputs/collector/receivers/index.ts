import type { CollectorReceiver } from '../../../define/targets.ts';
import type { Source } from '../collector-parts.ts';
import { azureMonitorSource, cloudwatchSources, googleCloudMonitoringSource } from './clouds.ts';
import { dockerSource } from './docker.ts';
import { hostSource } from './host.ts';
import { kubeletSource, kubernetesClusterSource } from './kubernetes.ts';
import { containerLogsSource, filesSource } from './logs.ts';
import { postgresqlSource } from './postgresql.ts';
import { redisSource } from './redis.ts';

/** What is read beside OTLP, in the order of the definition. */
export function sourcesOf(receivers: readonly CollectorReceiver[], environment: string): Source[] {
  const seen = new Map<CollectorReceiver['kind'], number>();
  return receivers.flatMap((receiver) => {
    const count = (seen.get(receiver.kind) ?? 0) + 1;
    seen.set(receiver.kind, count);
    const make = SOURCES[receiver.kind] as Make<CollectorReceiver>;
    return make(receiver, environment, count === 1 ? '' : `-${count}`);
  });
}

type Make<Receiver> = (
  receiver: Receiver,
  environment: string,
  suffix: string,
) => readonly Source[];

/** A kind of receiver is a line here. */
const SOURCES: {
  readonly [Kind in CollectorReceiver['kind']]: Make<Extract<CollectorReceiver, { kind: Kind }>>;
} = {
  host: (_, environment) => [hostSource(environment)],
  docker: (_, environment) => [dockerSource(environment)],
  kubelet: (_, environment) => [kubeletSource(environment)],
  'kubernetes-cluster': (_, environment) => [kubernetesClusterSource(environment)],
  cloudwatch: cloudwatchSources,
  'azure-monitor': (...of) => [azureMonitorSource(...of)],
  'google-cloud-monitoring': (...of) => [googleCloudMonitoringSource(...of)],
  postgresql: (...of) => [postgresqlSource(...of)],
  redis: (...of) => [redisSource(...of)],
  files: (...of) => [filesSource(...of)],
  'container-logs': (_, environment) => [containerLogsSource(environment)],
};
