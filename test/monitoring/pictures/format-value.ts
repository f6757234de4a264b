/** A number as Grafana writes it: scaled to a legible unit, with as many decimals as are asked for or make sense. */
export function formatValue(value: number, unit = 'none', decimals?: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (unit.startsWith('suffix:')) {
    return `${digits(value, decimals)} ${unit.slice('suffix:'.length).trim()}`;
  }
  const { by, suffix = '', scale = SI } = UNITS[unit] ?? UNITS['short']!;
  const scaled = value * (by ?? 1);
  const step =
    scaled === 0
      ? (scale.find(({ per }) => per === 1) ?? scale[0]!)
      : (scale.findLast(({ from }) => Math.abs(scaled) >= from) ?? scale[0]!);
  const text = digits(scaled / step.per, decimals);
  return `${text}${step.name}${suffix}`;
}

interface Step {
  readonly from: number;
  readonly per: number;
  readonly name: string;
}

interface Unit {
  readonly by?: number;
  readonly suffix?: string;
  readonly scale?: readonly Step[];
}

const plain: readonly Step[] = [{ from: 0, per: 1, name: '' }];

const powers = (base: number, names: readonly string[]): readonly Step[] =>
  names.map((name, power) => ({ from: power === 0 ? 0 : base ** power, per: base ** power, name }));

const SI = powers(1000, ['', ' K', ' Mil', ' Bil', ' Tri']);
const KILO = powers(1000, ['', 'k', 'M', 'G']);

const SECONDS: readonly Step[] = [
  { from: 0, per: 1e-9, name: ' ns' },
  { from: 1e-6, per: 1e-6, name: ' µs' },
  { from: 1e-3, per: 1e-3, name: ' ms' },
  { from: 1, per: 1, name: ' s' },
  { from: 60, per: 60, name: ' min' },
  { from: 3600, per: 3600, name: ' hour' },
  { from: 86_400, per: 86_400, name: ' day' },
  { from: 604_800, per: 604_800, name: ' week' },
  { from: 31_536_000, per: 31_536_000, name: ' year' },
];

const UNITS: Readonly<Record<string, Unit>> = {
  none: { scale: plain },
  short: {},
  percentunit: { by: 100, suffix: '%', scale: plain },
  percent: { suffix: '%', scale: plain },
  s: { scale: SECONDS },
  ms: { by: 1e-3, scale: SECONDS },
  bytes: { scale: powers(1024, [' B', ' KiB', ' MiB', ' GiB', ' TiB']) },
  binBps: { scale: powers(1024, [' B/s', ' KiB/s', ' MiB/s', ' GiB/s']) },
  cps: { scale: KILO, suffix: ' c/s' },
  reqps: { scale: KILO, suffix: ' req/s' },
  ops: { scale: KILO, suffix: ' ops/s' },
  pps: { scale: KILO, suffix: ' p/s' },
  kwatt: { scale: powers(1000, [' kW', ' MW', ' GW']) },
  megwatt: { scale: powers(1000, [' MW', ' GW']) },
  watt: { scale: powers(1000, [' W', ' kW', ' MW']) },
  kwatth: { scale: powers(1000, [' kWh', ' MWh', ' GWh']) },
  mwatth: { scale: powers(1000, [' MWh', ' GWh', ' TWh']) },
  currencyEUR: { scale: KILO, suffix: ' €' },
  celsius: { suffix: ' °C', scale: plain },
};

/** Three digits that matter, unless so many decimals are asked for. */
function digits(value: number, decimals?: number): string {
  if (decimals !== undefined) return value.toFixed(decimals);
  if (value === 0) return '0';
  const size = Math.floor(Math.log10(Math.abs(value)));
  const shown = Math.min(Math.max(2 - size, 0), 6);
  return String(Number(value.toFixed(shown)));
}
