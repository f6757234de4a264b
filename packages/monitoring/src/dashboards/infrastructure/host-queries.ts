import type { RuleContext } from '../../rules/recording-source.ts';

export const INSTANCE = 'service.instance.id';

export const onHost = ({ q }: RuleContext): string => `${q.label('host.name')}=~"$host"`;

/**
 * Of a host, not of the processes on it: every process tells of its whole host, so the sum of one process is right and the sum over
 * all of them is not.
 */
export function ofHost(
  { q }: RuleContext,
  perProcess: (by: readonly string[]) => string,
  ...by: string[]
): string {
  const labels = ['host.name', ...by];
  return `max by (${q.labels(...labels)}) (${perProcess([...labels, INSTANCE])})`;
}
