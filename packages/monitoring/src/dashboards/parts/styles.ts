import type { SeriesStyle } from '../dashboard-source.ts';

/** The same thing has the same colour on every dashboard. */
export const STATUS_CLASSES: readonly SeriesStyle[] = [
  { name: '1xx', color: 'text' },
  { name: '2xx', color: 'green' },
  { name: '3xx', color: 'blue' },
  { name: '4xx', color: 'yellow' },
  { name: '5xx', color: 'red' },
  { name: 'no answer', color: 'purple' },
];

export const OUTCOMES: readonly SeriesStyle[] = [
  { name: '/ok$/', color: 'green' },
  { name: '/failed$/', color: 'red' },
  { name: '/timed_out$/', color: 'orange' },
  { name: '/cancelled$/', color: 'yellow' },
  { name: '/skipped$/', color: 'blue' },
  { name: '/(crashed|diverged)$/', color: 'purple' },
];

export const PERCENTILES: readonly SeriesStyle[] = [
  { name: '/50th/', color: 'green' },
  { name: '/95th/', color: 'yellow' },
  { name: '/99th/', color: 'red' },
];

export const LIMIT: SeriesStyle = { name: '/limit/', color: 'red', isDashed: true };

/** Words for a status of health: 0 pass, 1 warn, 2 fail. */
export const HEALTH_VALUES = {
  0: { text: 'pass', color: 'green' },
  1: { text: 'warn', color: 'yellow' },
  2: { text: 'fail', color: 'red' },
} as const;
