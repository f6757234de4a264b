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
  /** Further statements of the transform processor, by what they are about; run in this order. */
  readonly resource?: readonly string[];
  readonly points?: readonly string[];
  readonly metrics?: readonly string[];
}

/** Gives data of a server the resource that our services have, so that queries find both in the same way. */
export function serverIdentity({
  name,
  service,
  instance,
  environment,
  kept = [],
  resource = [],
  points = [],
  metrics = [],
}: ServerIdentity): Components {
  const attributes = [
    { key: 'service.name', value: service, action: 'upsert' },
    ...(instance === undefined
      ? []
      : [{ key: 'service.instance.id', value: instance, action: 'upsert' }]),
    environmentAttribute(environment),
  ];
  const groups = [
    { context: 'resource', statements: resource },
    { context: 'datapoint', statements: [...kept.map(toPoint), ...points] },
    { context: 'metric', statements: metrics },
  ].filter(({ statements }) => statements.length > 0);
  return {
    [`resource/${name}`]: { attributes },
    ...(groups.length > 0 && {
      [`transform/${name}`]: { error_mode: 'ignore', metric_statements: groups },
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
