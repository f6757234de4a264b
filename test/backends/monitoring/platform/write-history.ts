import { writeFileSync } from 'node:fs';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** As far as examples/forecast-model replays, so that its present is ours. */
const REPLAYED_DAYS = 28;
const PAST_DAYS = 400;

/** Days of the replay before the load changes for good. */
export const NORMAL_DAYS = 10;

/**
 * Writes a load, hour by hour, whose replay begins today, and which is another one after some days: half as much again, and without
 * the weekends that the model has learnt. What a new industrial estate would do, only faster.
 *
 * @param directory - `FORECAST_DATA` of forecast-model.
 */
export function writeHistory(directory: string, now = Date.now()): void {
  const today = Math.floor(now / DAY) * DAY;
  const changes = today + NORMAL_DAYS * DAY;
  const hours = Array.from(
    { length: (PAST_DAYS + REPLAYED_DAYS) * 24 },
    (_, at) => today - PAST_DAYS * DAY + at * HOUR,
  );
  const rows = hours.map((time, at) => {
    const load = time < changes ? usualLoad(time, at) : 42_000 + 9_000 * wave(time) + noise(at);
    return `${new Date(time).toISOString()},${Math.round(load)}`;
  });
  writeFileSync(
    `${directory}/spain-day-ahead.csv`,
    ['time,load_actual_mw', ...rows].join('\n') + '\n',
  );
}

function usualLoad(time: number, at: number): number {
  const isWeekend = [0, 6].includes(new Date(time).getUTCDay());
  return (isWeekend ? 24_000 : 28_000) + 5_000 * wave(time) + noise(at);
}

/** A day: low at night, high at noon. */
const wave = (time: number): number => -Math.cos(((time % DAY) / DAY) * 2 * Math.PI);

/** Some per cent, the same at every run. */
const noise = (at: number): number => 900 * Math.sin(at * 12.9898) * Math.cos(at * 4.1414);
