import { Cron } from 'croner';
import type { NodeCron, ScheduledTask, TaskContext, TaskFn, TaskOptions } from 'node-cron';
import { show, throwProblems } from '../option-problems.ts';
import type { NextRun } from '../schedule/cron-expression.ts';
import type { ScheduledRun } from '../schedule/scheduled-run.ts';
import {
  checkCronOptions,
  checkScheduleName,
  type CronTelemetryOptions,
} from './cron-telemetry-options.ts';
import { CronWatch } from './cron-watch.ts';

/**
 * Watches what node-cron 4 schedules: when it ran, how late, what overlapped, what was left out, and what did not happen. The
 * module is not changed; use the one that comes back, whose `schedule` and `createTask` want a `name` among their options.
 *
 * What is due follows the wall clock: node-cron 4.6 leaves out a fixed time on the day that clocks go forward, and an hour of
 * intervals when they go back. Both show as missed. Nothing is logged or left unlogged because of this.
 *
 * @throws TelemetryError `options.invalid`; `schedule` and `createTask` throw `schedule.invalid`.
 *
 * @example
 * const cron = instrumentNodeCron(nodeCron, { toleranceMs: 300_000 });
 * cron.schedule('30 2 * * *', runForecasts, { name: 'nightly-forecast', timezone: 'Europe/Madrid', noOverlap: true });
 */
export function instrumentNodeCron(cron: NodeCron, options: CronTelemetryOptions = {}): NodeCron {
  checkCronOptions(moduleProblems(cron), options);
  const watched =
    (create: NodeCron['schedule']): NodeCron['schedule'] =>
    (expression, func, taskOptions = {}) =>
      watch(create, expression, func, taskOptions, options);
  return { ...cron, schedule: watched(cron.schedule), createTask: watched(cron.createTask) };
}

function moduleProblems(cron: unknown): string[] {
  const { schedule, createTask, getTasks } = (cron ?? {}) as Partial<NodeCron>;
  const isNodeCron = [schedule, createTask, getTasks].every((each) => typeof each === 'function');
  if (isNodeCron) return [];
  return [
    `what was given has no schedule, createTask and getTasks: it is not node-cron 4. Install node-cron@4 and pass its default export.`,
  ];
}

function watch(
  create: NodeCron['schedule'],
  expression: string,
  func: TaskFn | string,
  taskOptions: TaskOptions,
  options: CronTelemetryOptions,
): ScheduledTask {
  checkScheduleName(taskOptions.name);
  if (typeof func !== 'function') checkPath(func);
  const runs = new Runs();
  const task = create(expression, typeof func === 'function' ? runs.wrap(func) : func, taskOptions);
  try {
    const isStarted = !['stopped', 'destroyed'].includes(task.getStatus());
    const nextRun = calendarOf(task, expression, taskOptions.timezone);
    runs.watch = new CronWatch(taskOptions.name, nextRun, isStarted, options);
  } catch (error) {
    void task.destroy();
    throw error;
  }
  listen(task, runs, runs.watch, taskOptions);
  return task;
}

/** node-cron looks for the file beside its caller, which would be this file. */
function checkPath(path: string): void {
  const isAbsolute = typeof path !== 'string' || /^(file:|\/|[A-Za-z]:[\\/]|\\\\)/.test(path);
  if (isAbsolute) return;
  throwProblems(
    [`the task ${show(path)} is a relative path. Pass import.meta.resolve(${show(path)}).`],
    'schedule.invalid',
  );
}

/** The runs of a task by the executions that node-cron tells of, and the handler that runs as one of them. */
class Runs {
  watch: CronWatch | undefined;
  readonly #open = new Map<string, ScheduledRun>();

  begin({ execution, date }: TaskContext): ScheduledRun | undefined {
    const isScheduled = execution?.reason === 'scheduled';
    const run = this.watch?.start(isScheduled ? date.getTime() : undefined);
    if (run !== undefined && execution !== undefined) this.#open.set(execution.id, run);
    return run;
  }

  end({ execution }: TaskContext): void {
    if (execution === undefined) return;
    const run = this.#open.get(execution.id);
    this.#open.delete(execution.id);
    const { error } = execution;
    run?.finish(error === undefined ? { outcome: 'ok' } : { outcome: 'failed', error });
  }

  /** Runs in the context of the run that its event began a moment ago. */
  wrap(func: TaskFn): TaskFn {
    const wrapped: TaskFn = (context) => {
      const run = this.#open.get(context.execution?.id ?? '');
      return run === undefined ? func(context) : run.run(() => func(context));
    };
    Object.defineProperty(wrapped, 'name', { value: func.name, configurable: true });
    return wrapped;
  }
}

// Not `execution:missed`: who listens keeps node-cron from logging a warning. What it missed was not begun, and is counted.
function listen(task: ScheduledTask, runs: Runs, watched: CronWatch, options: TaskOptions): void {
  task.on('execution:started', (context) => void runs.begin(context));
  task.on('execution:finished', (context) => runs.end(context));
  task.on('execution:failed', (context) => runs.end(context));
  task.on('execution:overlap', ({ date }) => {
    // Otherwise it begins all the same, and that counts it.
    if (options.noOverlap === true) watched.skipped('overlap', date.getTime());
  });
  task.on('execution:skipped', ({ date, reason }) => {
    watched.skipped(reason === 'not-elected' ? 'not_leader' : 'other', date.getTime());
  });
  task.on('task:started', () => watched.expect());
  for (const end of ['task:stopped', 'task:destroyed', 'task:failed'] as const) {
    task.on(end, () => watched.pause());
  }
}

/** What the line means, by the wall clock; for a line that croner does not read, what node-cron itself expects. */
function calendarOf(task: ScheduledTask, line: string, timeZone: string | undefined): NextRun {
  try {
    const calendar = new Cron(line, {
      paused: true,
      // As node-cron reads a line that names both a day of the month and one of the week.
      domAndDow: true,
      ...(timeZone !== undefined && { timezone: timeZone }),
    });
    return (after) => calendar.nextRun(new Date(after))?.getTime();
  } catch {
    return (after) => {
      const next = task.getNextRuns(20).find((date) => date.getTime() > after);
      return next?.getTime();
    };
  }
}
