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

const PER: Readonly<Record<string, string>> = {
  s: 'second',
  m: 'minute',
  min: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  mo: 'month',
  y: 'year',
};

/** What a UCUM unit adds to a name: `s` → `seconds`, `EUR/MWh` → `EUR_per_MWh`, `{request}` and `1` → nothing. */
export function unitSuffix(unit: string): string {
  const [amount = '', per = ''] = unit
    .split('/', 2)
    .map((part) => part.replaceAll(/\{[^}]*\}/g, ''));
  const main = UNITS[amount] ?? clean(amount);
  if (per === '') return main;
  return `${main}_per_${PER[per] ?? clean(per)}`.replace(/^_/, '');
}

function clean(unit: string): string {
  return unit.replaceAll(/[^a-zA-Z0-9]+/g, '_').replaceAll(/^_+|_+$/g, '');
}
