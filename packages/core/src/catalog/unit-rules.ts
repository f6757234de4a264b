import type { MetricKind } from './catalog.ts';

/** Units that people write, and what to declare instead. */
const MENDS: Readonly<Record<string, string>> = {
  ...mendAll('ns us µs μs ms nanoseconds microseconds milliseconds millis', 's', 'seconds'),
  ...mendAll('sec secs second seconds min minutes h hours d days wk', 's', 'seconds'),
  ...mendAll('B b byte bytes Byte Bytes KB kB MB GB TB kb mb gb', 'By', 'bytes'),
  ...mendAll('percent percentage ratio fraction', '1', 'a fraction, 0.05 for 5 %'),
};

function mendAll(units: string, unit: string, word: string): Record<string, string> {
  const mend = `. Declare "${unit}" and record ${word}.`;
  return Object.fromEntries(units.split(' ').map((wrong) => [wrong, mend]));
}

/** UCUM units that are lower-case words; every other such word is a thing, which belongs in braces. */
const UCUM_WORDS = new Set(['kcal', 'mbar', 'kbar', 'mmol', 'kmol', 'kbit', 'mrad']);

const MAX_LENGTH = 63;

/**
 * What is wrong with the unit of a metric of this kind: `undefined`, or the rest of the sentence that begins with
 * `"name" has unit "ms"`.
 */
export function unitProblem(unit: string, kind: MetricKind): string | undefined {
  if (unit === '') return '. Declare "1" when the value has no dimension.';
  if (unit.length > MAX_LENGTH) {
    return `, ${unit.length} characters long. Use at most ${MAX_LENGTH}.`;
  }
  if (Object.hasOwn(MENDS, unit)) return MENDS[unit];

  const bare = unit.replaceAll(/\{[a-zA-Z0-9_-]+\}/g, '');
  if (/[{}]/.test(bare)) return '. Write an annotation as one word in braces, as in "{request}".';
  if (!/^[!-~°µ]*$/.test(bare))
    return ', which has a blank or an unprintable character. Take it out.';
  if (bare.includes('.')) {
    return `, whose dot backends translate differently. Declare "${unit.replaceAll('.', '')}".`;
  }
  if (/\/m(?![a-zA-Z0-9])/.test(bare)) {
    return ', whose "/m" Prometheus reads as "per minute". Declare another unit, as in "{thing}".';
  }
  if (/^[a-z]{4,}$/.test(unit) && !UCUM_WORDS.has(unit)) {
    return `, a thing and not a unit. Declare "{${unit.replace(/s$/, '')}}".`;
  }
  if (unit === '1' && (kind === 'upDownCounter' || kind === 'observableUpDownCounter')) {
    return ', which Prometheus turns into a ratio. Declare what it counts, as in "{job}".';
  }
  return undefined;
}
