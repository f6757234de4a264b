/** What the worker says at its end that its queue has in its books. Nothing of it comes from telemetry. */
export interface QueueBooks {
  readonly runner: string;
  readonly counts: Readonly<Record<string, number>>;
  /** Requests that it sent to the forecast-api. */
  readonly apiRequests: number;
}

/** Finds the worker's report in what it wrote. */
export function findQueueBooks(output: readonly string[]): QueueBooks | undefined {
  const line = output.findLast((text) => text.startsWith('{"message":"queue report"'));
  return line === undefined ? undefined : (JSON.parse(line) as QueueBooks);
}
