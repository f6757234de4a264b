import type { RuleContext } from '../../recording-source.ts';
import type { ThresholdName } from '../../thresholds.ts';

/** The value of a threshold, as a query writes it. */
export function limit({ monitoring }: RuleContext, name: ThresholdName): string {
  return String(monitoring.thresholds[name].value);
}
