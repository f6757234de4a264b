import type { Providers } from '@fluxora/telemetry-core';
import type { JobClock } from '../adapter.ts';
import {
  msProblems,
  nameProblems,
  sharedProblems,
  show,
  throwProblems,
  typeProblems,
  unknownOptions,
} from '../option-problems.ts';
import type { SqsMessage, SqsSendInput } from './sqs-message.ts';

export interface SqsTelemetryOptions {
  /** The queue's URL, or its name. The last part of it is the label `fluxora.job.queue`. */
  readonly queue: string;
  /**
   * Tells kinds of jobs apart that share a queue, when sending and when receiving. Names come from code: every distinct one is a
   * time series. @defaultValue the name of the queue
   */
  readonly jobName?: (message: SqsMessage | SqsSendInput) => string;
  /**
   * `maxReceiveCount` of the queue's redrive policy: a message that fails so often is given up and moved to the dead letter queue.
   * Whole number ≥ 1. @defaultValue none: every failure is followed by another attempt
   */
  readonly maxReceiveCount?: number;
  /**
   * How long an attempt may take: sqs-consumer's `handleMessageTimeout`, or the visibility timeout where nothing extends it.
   * `currentJob().signal` is aborted then, and the attempt counts as timed out. Milliseconds, > 0. @defaultValue none
   */
  readonly timeoutMs?: number;
  /** As with sqs-consumer: whatever a handler returns, its messages are deleted. @defaultValue false */
  readonly alwaysAcknowledge?: boolean;
  /** Messages that this process works on at once. @defaultValue not reported */
  readonly concurrency?: number;
  /** @see JobReporterOptions.parentWithinMs */
  readonly parentWithinMs?: number;
  readonly providers?: Providers;
  /** For tests. @defaultValue the process's clocks */
  readonly clock?: JobClock;
}

const KNOWN = [
  'queue',
  'jobName',
  'maxReceiveCount',
  'timeoutMs',
  'alwaysAcknowledge',
  'concurrency',
  'parentWithinMs',
  'providers',
  'clock',
] satisfies (keyof SqsTelemetryOptions)[];

/** Throws one `TelemetryError` that lists everything that is wrong. Returns the name of the queue. */
export function checkSqsOptions(options: unknown): string {
  if (typeof options !== 'object' || options === null) {
    throwProblems([`options are ${show(options)}. Pass an object with the URL of the queue.`]);
  }
  const given = options as Record<string, unknown>;
  const name = typeof given.queue === 'string' ? nameOf(given.queue) : given.queue;
  throwProblems([
    ...nameProblems('queue', name, "the queue's URL or name, as in process.env.QUEUE_URL"),
    ...unknownOptions(given, KNOWN),
    ...typeProblems('jobName', given.jobName, 'function'),
    ...countProblems('maxReceiveCount', given.maxReceiveCount),
    ...countProblems('concurrency', given.concurrency),
    ...msProblems('timeoutMs', given.timeoutMs),
    ...typeProblems('alwaysAcknowledge', given.alwaysAcknowledge, 'boolean'),
    ...sharedProblems(given),
  ]);
  return name as string;
}

/** Of `https://sqs.eu-west-1.amazonaws.com/123456789012/forecasts` and of an ARN: `forecasts`. */
function nameOf(queue: string): string {
  return queue.replace(/\/+$/, '').split(/[/:]/).at(-1) ?? '';
}

function countProblems(option: string, value: unknown): string[] {
  if (value === undefined || (Number.isInteger(value) && (value as number) >= 1)) return [];
  return [`${option} is ${show(value)}. Use a whole number from 1 up, or leave it out.`];
}
