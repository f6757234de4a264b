import type { DashboardSource } from './dashboard-source.ts';
import { present, queues } from './jobs/queues.ts';
import { instances, runs } from './jobs/runs.ts';
import { schedules, trouble } from './jobs/schedules.ts';
import { FINISHED, JOB, QUEUE } from './jobs/job-queries.ts';
import { emits } from './parts/emits.ts';
import { collapsed, row } from './parts/panels.ts';
import { environmentVariable, labelVariable, serviceVariable } from './parts/variables.ts';

/** Work that nobody waits for at a screen: queues, jobs and schedules. */
export const jobs: DashboardSource = {
  name: 'jobs',
  isWanted: (context) => emits(context, 'jobs'),
  dashboard: (context) => ({
    title: 'Jobs',
    description:
      'Queues, what waits in them and for how long; jobs, how they end and how long they take; schedules, when they ran, run next, and what they missed.',
    tags: ['jobs'],
    audience: 'engineer',
    variables: [
      environmentVariable(context),
      serviceVariable(context, { metric: FINISHED }),
      labelVariable(context, 'queue', 'Queue', QUEUE, { metric: FINISHED }),
      labelVariable(context, 'job', 'Job', JOB, { metric: FINISHED }),
    ],
    from: 'now-12h',
    rows: [
      row('Now', present(context)),
      row('Queues', queues(context)),
      row('Jobs', runs(context)),
      row('Schedules', schedules(context)),
      collapsed('Trouble', trouble(context)),
      collapsed('Instances', instances(context)),
    ],
  }),
};
