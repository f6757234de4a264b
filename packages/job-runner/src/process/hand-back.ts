/** The reason with which a drain aborts the jobs that it cannot wait for: they go back to be tried again elsewhere. */
export class JobHandBackError extends Error {
  override readonly name = 'JobHandBackError';

  constructor() {
    super('The process is about to end; the job goes back to the queue.');
  }
}

/** Whether a signal was aborted by a drain. By name: it may come from another copy of this package. */
export function isHandBack(reason: unknown): boolean {
  try {
    return (reason as { name?: unknown } | undefined)?.name === 'JobHandBackError';
  } catch {
    return false;
  }
}
