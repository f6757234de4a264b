import type { HistogramPart } from '../../naming/naming.ts';
import type { RuleContext } from '../../rules/recording-source.ts';
import type { Variable } from '../dashboard-source.ts';

/** Asked of a metric that everything on the dashboard has, so that only what is there can be chosen. */
interface Of {
  readonly metric: string;
  readonly part?: HistogramPart;
}

/** A metric that every service has. */
const EVERY: Of = { metric: 'process.uptime' };

export function environmentVariable({ q, monitoring }: RuleContext, of: Of = EVERY): Variable {
  const label = q.label('deployment.environment.name');
  return {
    name: 'environment',
    label: 'Environment',
    query: `label_values(${q.metric(of.metric, of.part)}, ${label})`,
    isMulti: false,
    current: monitoring.targets.environment,
  };
}

/** @param isMulti - `false`: the dashboard is about one service. */
export function serviceVariable(
  context: RuleContext,
  of: Of = EVERY,
  { isMulti = true }: { readonly isMulti?: boolean } = {},
): Variable {
  return {
    ...labelVariable(context, 'service', 'Service', 'service.name', of, 'environment'),
    isMulti,
    hasAll: isMulti,
  };
}

/** A choice of an attribute's values, among those that the choices before it leave. */
export function labelVariable(
  { q }: RuleContext,
  name: string,
  label: string,
  attribute: string,
  of: Of,
  scope: 'environment' | 'service' = 'service',
): Variable {
  const environment = `${q.label('deployment.environment.name')}=~"$environment"`;
  const service = `${q.label('service.name')}=~"$service"`;
  const selector = scope === 'service' ? `${environment}, ${service}` : environment;
  return {
    name,
    label,
    query: `label_values(${q.metric(of.metric, of.part)}{${selector}}, ${q.label(attribute)})`,
  };
}
