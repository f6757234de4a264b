import type { Weekday } from './on-call.ts';

/** A time in which tickets (never pages, unless asked) are not sent. */
export interface MuteWindow {
  /** Unique, kebab-case: `database-maintenance`. */
  readonly name: string;
  /** IANA zone, such as `Europe/Madrid`. */
  readonly timeZone: string;
  /** Days on which it begins. @defaultValue every day */
  readonly days?: readonly Weekday[];
  /** `02:00`; may be after `to`: over midnight. What a clock change repeats is muted twice, what it skips not at all. */
  readonly from: string;
  /** `04:00`; `24:00` is the end of the day. Not equal to `from`. */
  readonly to: string;
  /** Labels that an alert must have, by their stored names: `{ service_name: 'forecast-api' }`. @defaultValue all alerts */
  readonly matchers?: Readonly<Record<string, string>>;
  /** Whether pages are muted, too. @defaultValue false */
  readonly pages?: boolean;
}
