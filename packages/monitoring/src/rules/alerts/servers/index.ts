import type { AlertSource } from '../../alert-source.ts';
import { hostDiskFillsSoon } from './host-disk-fills-soon.ts';
import { kubernetesContainersRestart } from './kubernetes-containers-restart.ts';
import { kubernetesDeploymentIncomplete } from './kubernetes-deployment-incomplete.ts';
import { kubernetesNodeNotReady } from './kubernetes-node-not-ready.ts';
import { postgresConnectionsNearLimit } from './postgres-connections-near-limit.ts';
import { postgresDeadlocks } from './postgres-deadlocks.ts';
import { postgresDown } from './postgres-down.ts';
import { postgresReplicationLag } from './postgres-replication-lag.ts';
import { redisDown } from './redis-down.ts';
import { redisEvictions } from './redis-evictions.ts';
import { redisMemoryNearLimit } from './redis-memory-near-limit.ts';

/** About databases, machines and clusters that the Collector reads. */
export const SERVER_ALERTS: readonly AlertSource[] = [
  postgresDown,
  postgresConnectionsNearLimit,
  postgresReplicationLag,
  postgresDeadlocks,
  redisDown,
  redisMemoryNearLimit,
  redisEvictions,
  hostDiskFillsSoon,
  kubernetesNodeNotReady,
  kubernetesDeploymentIncomplete,
  kubernetesContainersRestart,
];
