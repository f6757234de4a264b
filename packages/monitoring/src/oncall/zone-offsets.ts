import { IANAZone } from 'luxon';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

interface Offset {
  readonly from: number;
  readonly offset: number;
}

/** By zone and year. Asking the system takes microseconds, and a year of rotations asks tens of thousands of times. */
const known = new Map<string, readonly Offset[]>();

/** What must be added to UTC for the wall clock of a zone. Milliseconds. */
export function offsetAt(zone: string, instant: number): number {
  let offset = 0;
  for (const candidate of offsetsOfYear(zone, new Date(instant).getUTCFullYear())) {
    if (candidate.from > instant) break;
    offset = candidate.offset;
  }
  return offset;
}

/** The first clock change after `from`, when there is one up to `to`. */
export function nextClockChange(zone: string, from: number, to: number): number | undefined {
  const last = new Date(to).getUTCFullYear();
  for (let year = new Date(from).getUTCFullYear(); year <= last; year += 1) {
    const [, ...changes] = offsetsOfYear(zone, year);
    const next = changes.find((change) => change.from > from);
    if (next) return next.from <= to ? next.from : undefined;
  }
  return undefined;
}

function offsetsOfYear(zone: string, year: number): readonly Offset[] {
  const key = `${zone} ${year}`;
  const cached = known.get(key);
  if (cached) return cached;
  const end = Date.UTC(year + 1, 0, 1);
  const offsets: Offset[] = [];
  let offset = askOffset(zone, Date.UTC(year, 0, 1));
  offsets.push({ from: Date.UTC(year, 0, 1), offset });
  for (let day = Date.UTC(year, 0, 1); day < end; day += DAY_MS) {
    const next = askOffset(zone, day + DAY_MS);
    if (next === offset) continue;
    offsets.push({ from: changeBetween(zone, day, day + DAY_MS), offset: next });
    offset = next;
  }
  known.set(key, offsets);
  return offsets;
}

/** Halves the time until the minute of the change is found. */
function changeBetween(zone: string, from: number, to: number): number {
  const before = askOffset(zone, from);
  let [low, high] = [from / MINUTE_MS, to / MINUTE_MS];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (askOffset(zone, middle * MINUTE_MS) === before) low = middle;
    else high = middle;
  }
  return high * MINUTE_MS;
}

function askOffset(zone: string, instant: number): number {
  return Math.round(IANAZone.create(zone).offset(instant) * MINUTE_MS);
}
