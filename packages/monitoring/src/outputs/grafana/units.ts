/** UCUM → the unit of Grafana that shows it best. What is not here is written behind the number, as it is. */
const UNITS: Readonly<Record<string, string>> = {
  '': 'none',
  '1': 'percentunit',
  '%': 'percent',
  s: 's',
  ms: 'ms',
  us: 'µs',
  ns: 'ns',
  min: 'm',
  h: 'h',
  d: 'd',
  By: 'bytes',
  'By/s': 'binBps',
  bit: 'bits',
  'bit/s': 'bps',
  W: 'watt',
  kW: 'kwatt',
  MW: 'megwatt',
  GW: 'gwatt',
  Wh: 'watth',
  kWh: 'kwatth',
  MWh: 'mwatth',
  J: 'joule',
  V: 'volt',
  A: 'amp',
  Hz: 'hertz',
  Cel: 'celsius',
  m: 'lengthm',
  'm/s': 'velocityms',
  'W/m2': 'Wm2',
  hPa: 'pressurehpa',
  EUR: 'currencyEUR',
  's/s': 'percentunit',
  '1/s': 'cps',
  '{request}/s': 'reqps',
  '{operation}/s': 'ops',
  '{packet}/s': 'pps',
};

/** What a unit of UCUM is called in Grafana. Counts of things are plain numbers; unknown units follow the number. */
export function grafanaUnit(unit: string): string {
  const known = UNITS[unit];
  if (known !== undefined) return known;
  if (/^\{[^}]*\}$/.test(unit)) return 'short';
  const [, thing, per] = /^\{([^}]*)\}\/(\w+)$/.exec(unit) ?? [];
  if (thing !== undefined) return `suffix: ${plural(thing)}/${per}`;
  return `suffix: ${unit.replaceAll(/[{}]/g, '')}`;
}

function plural(thing: string): string {
  const word = thing.replaceAll('_', ' ');
  if (word.endsWith('y') && !/[aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}
