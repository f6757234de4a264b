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
    return sourcesFor(receiver, environment, count === 1 ? '' : `-${count}`);
  });
}

function sourcesFor(receiver: CollectorReceiver, environment: string, suffix: string): Source[] {
  switch (receiver.kind) {
    case 'host':
      return [hostSource(environment)];
    case 'docker':
      return [dockerSource(environment)];
    case 'kubelet':
      return [kubeletSource(environment)];
    case 'kubernetes-cluster':
      return [kubernetesClusterSource(environment)];
    case 'cloudwatch':
      return cloudwatchSources(receiver, environment, suffix);
    case 'azure-monitor':
      return [azureMonitorSource(receiver, environment, suffix)];
    case 'google-cloud-monitoring':
      return [googleCloudMonitoringSource(receiver, environment, suffix)];
    case 'postgresql':
      return [postgresqlSource(receiver, environment, suffix)];
    case 'redis':
      return [redisSource(receiver, environment, suffix)];
    case 'files':
      return [filesSource(receiver, environment, suffix)];
    case 'container-logs':
      return [containerLogsSource(environment)];
  }
}
