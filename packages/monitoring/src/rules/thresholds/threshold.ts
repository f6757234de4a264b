/** A limit that decides whether somebody is told, with the reason for it. */
export interface Threshold {
  readonly value: number;
  /** UCUM, as in `s`, `1` (a share) or `{job}`. */
  readonly unit: string;
  /** Why this value and not another. */
  readonly reason: string;
  /** The day by which somebody looks at it again: `2027-05-22`. */
  readonly review: string;
}

/** By default all of them are looked at half a year after they were set. */
export const REVIEW = '2027-05-22';
