import type { Emits } from '../../define/service.ts';
import type { RecordingRule, RuleContext } from '../recording-source.ts';

/** The rules, if some service emits what they read; a group without rules is left out. */
export function ifEmitted(
  { monitoring }: RuleContext,
  what: Emits,
  rules: () => readonly RecordingRule[],
): readonly RecordingRule[] {
  return monitoring.services.some(({ emits }) => emits.includes(what)) ? rules() : [];
}
