import type { RuleContext } from '../../rules/recording-source.ts';
import { createPhrases, share } from '../parts/phrases.ts';

export const DURATION = 'db.client.operation.duration';
export const POOL = 'db.client.connection.pool.name';
export const CACHE = 'fluxora.cache.name';

export const chosen = ({ q }: RuleContext): string => `${q.label('db.system.name')}=~"$system"`;

/** By pool and service: used connections as a share of the limit. */
export function poolUse({ q }: RuleContext): string {
  const { sum } = createPhrases(q);
  const by = ['service.name', POOL];
  const used = sum('db.client.connection.count', {
    by,
    where: `${q.label('db.client.connection.state')}="used"`,
  });
  return `${used} / ${sum('db.client.connection.limit', { by })}`;
}

export function hits({ q }: RuleContext, by: readonly string[]): string {
  const { rate } = createPhrases(q);
  const outcome = q.label('fluxora.cache.outcome');
  return share(
    rate('fluxora.cache.requests', { by, where: `${outcome}=~"hit|stale"` }),
    rate('fluxora.cache.requests', { by, where: `${outcome}!="error"` }),
  );
}
