import { cacheCases } from './cache-cases.ts';
import { logCases } from './log-cases.ts';
import { metricCases } from './metric-cases.ts';
import type { MicroCase } from './micro-case.ts';
import { spanCases } from './span-cases.ts';

export const microCases: readonly MicroCase[] = [
  ...metricCases,
  ...spanCases,
  ...logCases,
  ...cacheCases,
];
