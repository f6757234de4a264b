import type { Service } from '../../../define/service.ts';
import type { AlertContext } from '../../alert-source.ts';

/**
 * One sample for each service that is declared, with the labels of `q.byService()`: what to hold against what is there, since
 * `absent()` cannot say who is missing.
 */
export function inventory(
  { monitoring, q, scope }: AlertContext,
  valueOf: (service: Service) => number = () => 1,
): string {
  return scope.services
    .map((service) =>
      labelled(`vector(${valueOf(service)})`, {
        [q.label('deployment.environment.name')]: monitoring.targets.environment,
        [q.label('service.name')]: service.name,
      }),
    )
    .join('\n  or ');
}

/** A vector of one sample, with labels. */
export function labelled(vector: string, labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels).reduce(
    (inner, [label, value]) => `label_replace(${inner}, "${label}", "${value}", "", "")`,
    vector,
  );
}
