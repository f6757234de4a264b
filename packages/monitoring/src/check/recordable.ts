import { AREAS } from '../define/service.ts';
import type { Plan } from '../plan.ts';
import { RECORDING_SOURCES } from '../rules/recording/index.ts';
import type { RecordingRule } from '../rules/recording-source.ts';

/**
 * What would be recorded if the services emitted everything. Runbooks are written for every platform, and may ask for more than this
 * one has: then there is nothing to see behind their link.
 */
export function recordable({ monitoring, q }: Plan): readonly RecordingRule[] {
  const services = monitoring.services.map((service) => ({ ...service, emits: AREAS }));
  const context = { monitoring: { ...monitoring, services }, q };
  return RECORDING_SOURCES.flatMap((source) => source.rules(context));
}
