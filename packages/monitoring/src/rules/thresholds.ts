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
const REVIEW = '2027-05-22';

/** Every limit of every alert. The one place; `thresholds.md` lists it. */
export const defaultThresholds = {
  restartsPerReplica: {
    value: 3,
    unit: '{start}',
    reason:
      'Two deployments within half an hour start every replica twice; who starts a fourth time crashes.',
    review: REVIEW,
  },
  eventLoopUtilization: {
    value: 0.9,
    unit: '1',
    reason: 'Above it a service answers late: there is no time left between two requests.',
    review: REVIEW,
  },
} as const satisfies Readonly<Record<string, Threshold>>;

export type ThresholdName = keyof typeof defaultThresholds;
export type Thresholds = Readonly<Record<ThresholdName, Threshold>>;
