import { throwProblems } from '../option-problems.ts';
import { BullmqTelemetry } from './bullmq-telemetry.ts';

const SUPPORTED = 6;

/** The telemetry of a queue or worker; throws where there is none of ours, or the object is not one of BullMQ 6. */
export function telemetryOf(what: 'Queue' | 'Worker', host: unknown): BullmqTelemetry {
  checkHost(what, host);
  const { opts } = host as { readonly opts?: { readonly telemetry?: unknown } };
  const telemetry = opts?.telemetry;
  if (telemetry instanceof BullmqTelemetry) return telemetry;
  throwProblems([
    `the ${what.toLowerCase()} "${String((host as { name?: unknown }).name)}" has ${
      telemetry === undefined ? 'no telemetry' : 'telemetry of another make'
    }. Construct it with { telemetry: bullmqTelemetry() }.`,
  ]);
  throw new Error('unreachable');
}

/** Throws where it is not what it should be, or of another BullMQ. */
export function checkHost(what: 'Queue' | 'Worker' | 'QueueEvents', host: unknown): void {
  if (!hasMembers(host, MEMBERS[what])) {
    throwProblems([
      `what was passed is no ${what} of BullMQ. Pass new ${what}(…) of bullmq ${SUPPORTED}.`,
    ]);
  }
  // A backend came with 6; who has none is older.
  if (!hasMembers(host, ['getBackend'])) {
    throwProblems([unsupported(what, `older than ${SUPPORTED}`)], 'runner.unsupported');
  }
  const version = versionOf(host);
  const major = Number.parseInt(version ?? '', 10);
  if (version !== undefined && major !== SUPPORTED) {
    throwProblems([unsupported(what, version)], 'runner.unsupported');
  }
}

const MEMBERS = {
  Queue: ['add', 'getJobCounts', 'getJobs'],
  Worker: ['on', 'off', 'prependListener', 'run'],
  QueueEvents: ['on', 'off'],
} as const;

function unsupported(what: string, version: string): string {
  return `the ${what} is of bullmq ${version}. Install bullmq >=${SUPPORTED}.0.0 <${SUPPORTED + 1}.`;
}

/** `6.7.0`, where the backend tells. */
function versionOf(host: unknown): string | undefined {
  try {
    const { version } = (host as { getBackend(): { version?: unknown } }).getBackend();
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}

function hasMembers(host: unknown, names: readonly string[]): boolean {
  if (typeof host !== 'object' || host === null) return false;
  return names.every((name) => typeof (host as Record<string, unknown>)[name] === 'function');
}
