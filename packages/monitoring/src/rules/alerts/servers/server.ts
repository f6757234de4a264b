import type { CollectorReceiver } from '../../../define/targets.ts';
import type { AlertContext } from '../../alert-source.ts';
import type { RuleContext } from '../../recording-source.ts';

/** What alerts on servers are told apart by: a server's instance is its endpoint, or the name of its machine. */
export const BY_SERVER = [
  'deployment.environment.name',
  'service.name',
  'service.instance.id',
] as const;

type Kind = CollectorReceiver['kind'];

/** Whether the Collector reads servers of a kind. */
export function reads({ monitoring }: RuleContext, kind: Kind): boolean {
  return monitoring.targets.collector.receivers.some((receiver) => receiver.kind === kind);
}

/** Matchers of what a receiver reads, by the name that the Collector gives it. */
export function serverSelector({ q, scope }: AlertContext, service: string): string {
  return `${scope.selector}, ${q.label('service.name')}="${service}"`;
}

/** Endpoints of the servers that the Collector reads. */
export function endpointsOf({ monitoring }: RuleContext, kind: 'postgresql' | 'redis'): string[] {
  return monitoring.targets.collector.receivers.flatMap((receiver) =>
    receiver.kind === kind ? [receiver.endpoint] : [],
  );
}

/**
 * One sample for each server of the definition that has not been read for three minutes. The Collector reads every 30 s; a server that
 * does not answer has no series, and nobody else knows that it should.
 *
 * @param metric - One that every server of the kind has.
 */
export function silentServers(
  context: AlertContext,
  kind: 'postgresql' | 'redis',
  metric: string,
): string {
  const { q } = context;
  const instance = q.label('service.instance.id');
  return endpointsOf(context, kind)
    .map(
      (endpoint) =>
        `absent_over_time(${q.metric(metric)}{${serverSelector(context, kind)}, ${instance}="${endpoint}"}[3m])`,
    )
    .join('\nor ');
}
