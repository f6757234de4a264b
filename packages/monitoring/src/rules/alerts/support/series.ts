import type { HistogramPart } from '../../../naming/naming.ts';
import type { AlertContext } from '../../alert-source.ts';
import type { InputSeries } from '../../rule-test.ts';

/** Attributes, with which a series, or an alert, is told apart. */
export type Attributes = Readonly<Record<string, string>>;

/**
 * A series as the first service of the scope exports it from its instance `a`, unless `attributes` says otherwise.
 *
 * @param metric - A declared metric; of a histogram with its part after a colon: `http.server.request.duration:count`.
 * @param values - As promtool writes them: `0+10x30`.
 */
export function series(
  context: AlertContext,
  metric: string,
  attributes: Attributes,
  values: string,
): InputSeries {
  const [name, part] = metric.split(':') as [string, HistogramPart?];
  const labels = labelsOf(context, { 'service.instance.id': 'a', ...attributes });
  const matchers = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return { series: `${context.q.metric(name, part)}{${matchers.join(', ')}}`, values };
}

/** The labels of an alert on the first service of the scope. */
export function labelsOf(context: AlertContext, attributes: Attributes = {}): Attributes {
  const { monitoring, q, scope } = context;
  return Object.fromEntries(
    Object.entries({
      'deployment.environment.name': monitoring.targets.environment,
      'service.name': scope.services[0]?.name ?? '',
      ...attributes,
    }).map(([name, value]) => [q.label(name), value]),
  );
}

/** The labels of an alert that is not about one service. */
export function environmentLabels(context: AlertContext, attributes: Attributes = {}): Attributes {
  return labelsOf(context, { 'service.name': '', ...attributes });
}
