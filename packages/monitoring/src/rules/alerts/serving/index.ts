import type { AlertSource } from '../../alert-source.ts';
import { inferenceFailing } from './inference-failing.ts';
import { inferenceSlow } from './inference-slow.ts';
import { modelNotLoaded } from './model-not-loaded.ts';
import { modelQueueGrows } from './model-queue-grows.ts';

/** Do models answer, and in time. */
export const SERVING_ALERTS: readonly AlertSource[] = [
  inferenceFailing,
  modelNotLoaded,
  inferenceSlow,
  modelQueueGrows,
];
