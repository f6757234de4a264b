import type { Components } from '../collector-parts.ts';
import { env } from '../environment.ts';

export interface ServerIdentity {
  /** Suffix of the processors' names: `postgresql`. */
  readonly name: string;
  /** `service.name` of what is read: `postgresql`. */
  readonly service: string;
  /** `service.instance.id`: one of several. */
  readonly instance?: string;
  readonly environment: string;
  /** Resource attributes that become attributes of the points: only few of them are labels in every store. */
  readonly kept?: readonly string[];
  /** Further statements of the transform processor. */
  readonly statements?: readonly string[];
}

/** Gives data of a server the resource that our services have, so that queries find both in the same way. */
export function serverIdentity({
  name,
  service,
  instance,
  environment,
  kept = [],
  statements = [],
}: ServerIdentity): Components {
  const attributes = [
    { key: 'service.name', value: service, action: 'upsert' },
    ...(instance === undefined
      ? []
      : [{ key: 'service.instance.id', value: instance, action: 'upsert' }]),
    environmentAttribute(environment),
  ];
  const all = [...kept.map(toPoint), ...statements];
  return {
    [`resource/${name}`]: { attributes },
    ...(all.length > 0 && {
      [`transform/${name}`]: { error_mode: 'ignore', metric_statements: all },
    }),
  };
}

/** What comes without one belongs to the environment of the Collector. */
export function environmentAttribute(environment: string): unknown {
  return {
    key: 'deployment.environment.name',
    value: env('DEPLOYMENT_ENVIRONMENT', environment),
    action: 'insert',
  };
}

function toPoint(attribute: string): string {
  const resource = `resource.attributes["${attribute}"]`;
  return `set(datapoint.attributes["${attribute}"], ${resource}) where ${resource} != nil`;
}
