export const JOB_NAMES = ['forecast-day', 'score-day'] as const;

export type JobName = (typeof JOB_NAMES)[number];

/** What is to become of the jobs of one name, in numbers of jobs; retries in attempts. */
export interface JobTally {
  readonly enqueued: number;
  readonly deduplicated: number;
  readonly ok: number;
  readonly skipped: number;
  /** Given up, hence dead-lettered. */
  readonly failed: number;
  readonly retries: number;
}

/** One request to the worker, and what telemetry is to say about its jobs. */
export interface PlannedRun {
  readonly id: string;
  readonly target: '/runs' | '/runs/nightly';
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly status: number;
  readonly jobs: Readonly<Record<JobName, JobTally>>;
}

/** What the client saw. */
export interface SentRun {
  readonly planned: PlannedRun;
  readonly status: number;
}

/** The run whose trace is shown. */
export const SHOWN_RUN = 'one-forecast';

const NONE: JobTally = { enqueued: 0, deduplicated: 0, ok: 0, skipped: 0, failed: 0, retries: 0 };
const DAY = '2016-11-15';

/** The demo's runs: every way in which a job can end, then a whole night. */
export function planRuns(): PlannedRun[] {
  return [
    run(SHOWN_RUN, asked(['hamburg'], ['wind']), { enqueued: 1, ok: 1 }, { enqueued: 1, ok: 1 }),
    // The first attempt finds no meter data.
    run(
      'late-input',
      asked(['gdansk'], ['load']),
      { enqueued: 1, ok: 1, retries: 1 },
      { enqueued: 1, ok: 1 },
    ),
    // The API knows no such site: three attempts, then it is given up.
    run('unknown-site', asked(['atlantis'], ['load']), { enqueued: 1, failed: 1, retries: 2 }),
    // Nothing to do: an offshore wind farm has no solar power.
    run('nothing-to-do', asked(['nordsee-2'], ['solar']), { enqueued: 1, skipped: 1 }),
    // Asked for twice at once; and of that day there are no actual values to compare with.
    run(
      'twice',
      asked(['lyon', 'lyon'], ['solar'], '2016-11-22'),
      { enqueued: 1, deduplicated: 1, ok: 1 },
      { enqueued: 1, skipped: 1 },
    ),
    { ...run('no-day', asked(['lyon'], ['wind'], 'someday')), status: 400 },
  ];
}

/** What the schedule does every night: three variables of the twelve sites, among them the two above that are special. */
export function planNight(): PlannedRun {
  const forecasts = { enqueued: 36, ok: 35, skipped: 1, retries: 3 };
  return {
    ...run('nightly', undefined, forecasts, { enqueued: 35, ok: 35 }),
    target: '/runs/nightly',
  };
}

/** What is to become of all jobs of a name, over all runs. */
export function expectedTally(sent: readonly SentRun[], name: JobName): JobTally {
  const sum = (key: keyof JobTally): number =>
    sent.reduce((total, { planned }) => total + planned.jobs[name][key], 0);
  return {
    enqueued: sum('enqueued'),
    deduplicated: sum('deduplicated'),
    ok: sum('ok'),
    skipped: sum('skipped'),
    failed: sum('failed'),
    retries: sum('retries'),
  };
}

function asked(sites: readonly string[], variables: readonly string[], day = DAY) {
  return { day, sites, variables };
}

function run(
  id: string,
  body: unknown,
  forecasts: Partial<JobTally> = {},
  scores: Partial<JobTally> = {},
): PlannedRun {
  const jobs = { 'forecast-day': { ...NONE, ...forecasts }, 'score-day': { ...NONE, ...scores } };
  return { id, target: '/runs', status: 202, jobs, ...(body === undefined ? {} : { body }) };
}
