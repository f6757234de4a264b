import type { RuleContext } from '../../rules/recording-source.ts';

export const FINISHED = 'fluxora.job.finished';
export const JOB = 'fluxora.job.name';
export const QUEUE = 'fluxora.job.queue';
export const SCHEDULE = 'fluxora.job.schedule.name';
export const OUTCOME = 'fluxora.job.outcome';

export const inQueue = ({ q }: RuleContext): string => `${q.label(QUEUE)}=~"$queue"`;
export const ofJob = (context: RuleContext): string =>
  `${inQueue(context)}, ${context.q.label(JOB)}=~"$job"`;
