/** Something wrong in a definition, a source or an output: where, what with its value, how to mend. */
export interface Problem {
  /** As in `slos/forecast-api-availability` or `dashboards/jobs/Waiting`. */
  readonly place: string;
  /** A sentence that says what is wrong, with the value, and how to mend it. */
  readonly message: string;
}

/** `telemetry/monitoring/<place>: <message>` */
export function formatProblem({ place, message }: Problem): string {
  return `telemetry/monitoring/${place}: ${message}`;
}
