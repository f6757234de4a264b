import type { AlertSource } from '../../alert-source.ts';
import { usageDropped } from './usage-dropped.ts';

/** Is the platform used. */
export const BUSINESS_ALERTS: readonly AlertSource[] = [usageDropped];
