import type { AlertContext } from '../../alert-source.ts';
import type { InputSeries } from '../../rule-test.ts';
import { labelsOf, type Attributes } from './series.ts';

/** A recorded series of the first service of the scope, given as input to a test. Otherwise as `series`. */
export function recorded(
  context: AlertContext,
  record: string,
  attributes: Attributes,
  values: string,
): InputSeries {
  const matchers = Object.entries(labelsOf(context, attributes)).map(
    ([label, value]) => `${label}="${value}"`,
  );
  return { series: `${record}{${matchers.join(', ')}}`, values };
}
