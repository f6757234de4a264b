/** What is good, out of what is counted. */
export type Indicator =
  /** Requests that did not end in a server error. */
  | { readonly kind: 'http-availability'; readonly route?: string }
  /** Requests without a server error that took at most so long. Seconds; a bound of the histogram's buckets. */
  | { readonly kind: 'http-latency'; readonly seconds: number; readonly route?: string }
  /** Jobs that ended `ok`. */
  | { readonly kind: 'job-success'; readonly job?: string }
  /** Jobs that waited at most so long. Seconds; a bound of the histogram's buckets. */
  | { readonly kind: 'job-wait'; readonly seconds: number; readonly job?: string }
  /** Inferences that ended well. */
  | { readonly kind: 'inference-success'; readonly model?: string }
  /** Inferences that took at most so long. Seconds; a bound of the histogram's buckets. */
  | { readonly kind: 'inference-latency'; readonly seconds: number; readonly model?: string }
  /** Own counters, by their OpenTelemetry names. */
  | { readonly kind: 'ratio'; readonly bad: string; readonly total: string };

export interface SloDefinition {
  /** Unique, kebab-case: `forecast-api-availability`. */
  readonly name: string;
  /** A service of the definition. */
  readonly service: string;
  readonly description: string;
  readonly indicator: Indicator;
  /** Share that shall be good, above 0 and below 1: 0.999. It must be able to burn at the factors of its windows. */
  readonly objective: number;
  /** Days of the period. @defaultValue 30 */
  readonly periodDays?: 7 | 28 | 30;
  /** Fewer events than this in a long window do not page: one failure at night is not an outage. @defaultValue 10 */
  readonly minEvents?: number;
}
