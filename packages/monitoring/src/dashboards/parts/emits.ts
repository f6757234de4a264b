import type { Emits } from '../../define/service.ts';
import type { RuleContext } from '../../rules/recording-source.ts';

/** Whether any service emits one of these: panels of what nobody emits are left out. */
export function emits({ monitoring }: RuleContext, ...areas: readonly Emits[]): boolean {
  return monitoring.services.some((service) => areas.some((area) => service.emits.includes(area)));
}
