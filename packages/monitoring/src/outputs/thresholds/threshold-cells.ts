import { formatDuration } from '../../rules/duration.ts';
import type { Threshold } from '../../rules/thresholds.ts';

export const THRESHOLD_HEAD = ['threshold', 'value', 'why', 'review by'] as const;

export function thresholdCells(name: string, { value, unit, reason, review }: Threshold): string[] {
  return [`\`${name}\``, readableValue(value, unit), reason, review];
}

/** `0.05` of unit `1` → `5 %`, `43200` of `s` → `12h`, `3` of `{job}` → `3 jobs`. */
function readableValue(value: number, unit: string): string {
  if (unit === '1' && value > 0 && value < 1) return `${Number((value * 100).toFixed(6))} %`;
  if (unit === '1') return String(value);
  if (unit === 's' && Number.isInteger(value) && value >= 60) return formatDuration(value);
  const word = unit.replaceAll(/[{}]/g, '');
  const isCount = word !== unit && !unit.includes('/');
  return `${value} ${word}${isCount && value !== 1 ? 's' : ''}`;
}
