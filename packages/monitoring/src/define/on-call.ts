/** Somebody who can be on call. */
export interface Person {
  /** Unique in the rotation, kebab-case: `ana`. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** E.164, such as `+34600000000`. */
  readonly phone?: string;
  /** Receivers (of the definition) by which only this person is told while on call. */
  readonly receivers?: readonly string[];
  /** PagerDuty's user id. */
  readonly pagerDutyUser?: string;
}

/** A part of the week or the whole of it, in wall-clock time. */
export interface Shift {
  /** People in the order of their turns. */
  readonly people: readonly string[];
  /** Days on which the shift begins. @defaultValue every day */
  readonly days?: readonly Weekday[];
  /** `08:00`. @defaultValue `00:00` */
  readonly from?: string;
  /** `20:00`; at or before `from`: on the next day. @defaultValue `00:00`, a whole day */
  readonly to?: string;
  /** How long a turn is before the next person follows. @defaultValue 1 week */
  readonly turn?: { readonly weeks: number } | { readonly days: number };
}

export type Weekday =
  'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';

/** One minute of the week that nobody covers is a mistake; so is one that two shifts cover. */
export interface Rotation {
  /** IANA zone, such as `Europe/Madrid`. */
  readonly timeZone: string;
  /** Local day on which the first turns begin: `2026-01-05`. */
  readonly start: string;
  readonly people: readonly Person[];
  readonly shifts: readonly Shift[];
  /** Somebody stands in. Local times, such as `2026-12-24T08:00`; `to` is exclusive. */
  readonly overrides?: readonly Override[];
}

export interface Override {
  readonly person: string;
  readonly from: string;
  readonly to: string;
}
