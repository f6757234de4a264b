const UNITS: Readonly<Record<string, string>> = {
  d: 'days',
  h: 'hours',
  min: 'minutes',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  By: 'bytes',
  KiBy: 'kibibytes',
  MiBy: 'mebibytes',
  GiBy: 'gibibytes',
  TiBy: 'tibibytes',
  KBy: 'kilobytes',
  MBy: 'megabytes',
  GBy: 'gigabytes',
  TBy: 'terabytes',
  m: 'meters',
  V: 'volts',
  A: 'amperes',
  J: 'joules',
  W: 'watts',
  g: 'grams',
  Cel: 'celsius',
  Hz: 'hertz',
  '%': 'percent',
  '1': '',
};

/** After the slash `m` is a minute, not a metre, and `min` is not known. */
const PER: Readonly<Record<string, string>> = {
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  mo: 'month',
  y: 'year',
};

/** What the two halves of a unit are called. Either may be empty. */
export interface UnitWords {
  readonly amount: string;
  /** Without its `per_`. */
  readonly per: string;
}

/**
 * What a UCUM unit adds to a name: `s` → `seconds`, `EUR/MWh` → `EUR` per `MWh`, `{request}` and `1` → nothing. What is not known
 * stays as it is, capitals too.
 */
export function unitWords(unit: string): UnitWords {
  const slash = unit.indexOf('/');
  const amount = slash < 0 ? unit : unit.slice(0, slash);
  const per = slash < 0 ? '' : unit.slice(slash + 1);
  return { amount: wordOf(amount, UNITS), per: wordOf(per, PER) };
}

/** A half with an annotation adds nothing, whatever stands beside the annotation. */
function wordOf(half: string, words: Readonly<Record<string, string>>): string {
  const unit = half.trim();
  if (/[{}]/.test(unit)) return '';
  return Object.hasOwn(words, unit) ? (words[unit] ?? '') : unit;
}
