/** Something that is not as it was. */
export interface Difference {
  /** As in `metrics/fluxora.job.duration` or `thresholds/eventLoopUtilization`. */
  readonly place: string;
  /** What was and what is. */
  readonly message: string;
  /** Places that rely on what was. Empty: nothing breaks. */
  readonly breaks: readonly string[];
}
