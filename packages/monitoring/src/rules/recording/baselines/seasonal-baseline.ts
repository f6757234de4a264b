import type { Emits } from '../../../define/service.ts';
import type { RecordingRule, RecordingSource, RuleContext } from '../../recording-source.ts';
import type { RuleTest } from '../../rule-test.ts';
import { ifEmitted } from '../emitted.ts';
import { SLOW_INTERVAL } from '../slow-interval.ts';

/** Something with a daily and weekly rhythm. */
export interface SeasonalShape {
  /** As in `baseline:<name>:median`. */
  readonly name: string;
  readonly needs: Emits;
  /** The recorded series, over an hour or longer. */
  readonly of: string;
  /** Rules that make `of`, where no other group does. */
  readonly before?: (context: RuleContext) => readonly RecordingRule[];
  /** Differences of less than this share of the median are noise. */
  readonly relativeFloor: number;
  /** Differences of less than this are noise, whatever the median. In the unit of the series. */
  readonly absoluteFloor: number;
  readonly unit?: string;
  readonly tests?: (context: RuleContext) => readonly RuleTest[];
}

const HOURS_OF_A_WEEK = 168;

/** Half of the samples: two weeks of four. */
const LEAST_SAMPLES = 6;

/** Of a normal distribution: standard deviations between its quartiles. */
const QUARTILES_APART = 1.349;

/** How many spreads around the median are normal. */
const WIDTH = 3;

const SAMPLE = 'baseline_sample';

/**
 * What is normal at this hour of the week, from the last four weeks: the same hour, and the one before and after, which bridge a
 * change of the clocks. Of these up to twelve samples:
 *
 * - `baseline:<name>:median`, which one odd week (an outage, a holiday) does not move. Only with {@link LEAST_SAMPLES} or more;
 * - `baseline:<name>:spread`, the quartiles' distance as a standard deviation, and never below the floors: a series that was
 *   constant would call everything odd;
 * - `baseline:<name>:lower` and `:upper`, the median and three spreads, not below 0;
 * - `baseline:<name>:score`, by how many spreads the present lies above (or, negative, below) the median.
 *
 * It knows no holidays. At the edges of a working day the band is wide, since it has seen both.
 */
export function seasonalBaseline(shape: SeasonalShape): RecordingSource {
  return {
    name: `baseline-${shape.name.replaceAll('_', '-')}`,
    interval: SLOW_INTERVAL,
    rules: (context) =>
      ifEmitted(context, shape.needs, () => [
        ...(shape.before?.(context) ?? []),
        ...bandRules(shape),
      ]),
    ...(shape.tests && { tests: shape.tests }),
  };
}

function bandRules({
  name,
  of,
  relativeFloor,
  absoluteFloor,
  unit,
}: SeasonalShape): RecordingRule[] {
  const [samples, median, spread] = ['samples', 'median', 'spread'].map(
    (part) => `baseline:${name}:${part}`,
  ) as [string, string, string];
  const quantile = (share: number): string => `quantile without (${SAMPLE}) (${share}, ${samples})`;
  const rules: RecordingRule[] = [
    {
      record: samples,
      expr: offsets()
        .map((hours) => sampleOf(of, hours))
        .join('\nor\n'),
    },
    {
      record: median,
      expr: `${quantile(0.5)}\nand\ncount without (${SAMPLE}) (${samples}) >= ${LEAST_SAMPLES}`,
    },
    {
      record: spread,
      // The larger one of both; without a median, neither.
      expr: [
        `clamp_min((${quantile(0.75)} - ${quantile(0.25)}) / ${QUARTILES_APART}, ${absoluteFloor})`,
        `>= ${relativeFloor} * ${median}`,
        'or',
        `${relativeFloor} * ${median}`,
      ].join('\n'),
    },
    {
      record: `baseline:${name}:lower`,
      expr: `clamp_min(${median} - ${WIDTH} * ${spread}, 0)`,
    },
    { record: `baseline:${name}:upper`, expr: `${median} + ${WIDTH} * ${spread}` },
  ];
  return [
    ...rules.map((rule) => ({ ...rule, ...(unit !== undefined && { unit }) })),
    { record: `baseline:${name}:score`, expr: `(${of} - ${median}) / ${spread}`, unit: '1' },
  ];
}

/** 167, 168, 169, 335, … hours ago. */
function offsets(): number[] {
  return [1, 2, 3, 4].flatMap((week) =>
    [-1, 0, 1].map((neighbour) => week * HOURS_OF_A_WEEK + neighbour),
  );
}

function sampleOf(of: string, hours: number): string {
  return `label_replace(${of} offset ${hours}h, "${SAMPLE}", "${hours}h", "", "")`;
}
