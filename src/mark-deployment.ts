import { recordDeployment, type Providers } from '@fluxora/telemetry-core';
import type { Settings } from './options/settings.ts';

let isMarked = false;

/**
 * Says once per process which version began to run, so that dashboards can draw a line there. Not in worker threads and cluster
 * workers, which are of the same deployment, and not when telemetry starts anew. Of nothing known nothing is said.
 */
export function markDeployment({ service, deployment }: Settings, providers: Providers): void {
  const { version, environment } = service;
  const { commit } = deployment;
  if (!deployment.event || (version === undefined && commit === undefined)) return;
  if (isMarked || !isFirstOfItsKind()) return;
  isMarked = true;
  recordDeployment({ version, commit, environment, providers });
}

function isFirstOfItsKind(): boolean {
  if (!process.getBuiltinModule('node:worker_threads').isMainThread) return false;
  // Only a child with a channel can be a cluster worker; for all others the module, which is large, stays where it is.
  if (process.send === undefined) return true;
  return Reflect.get(process.getBuiltinModule('node:cluster'), 'isWorker') !== true;
}
