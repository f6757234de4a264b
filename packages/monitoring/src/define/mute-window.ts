import type { Weekday } from './on-call.ts';

/** A time in which tickets (never pages, unless asked) are not sent. */
export interface MuteWindow {
  /** Unique, kebab-case: `database-maintenance`. */
  readonly name: string;
  readonly timeZone: string;
  /** @defaultValue every day */
  readonly days?: readonly Weekday[];
  /** `02:00`; may be after `to`: over midnight. */
  readonly from: string;
  readonly to: string;
  /** Labels that an alert must have. @defaultValue all alerts */
  readonly matchers?: Readonly<Record<string, string>>;
  /** Whether pages are muted, too. @defaultValue false */
  readonly pages?: boolean;
}
