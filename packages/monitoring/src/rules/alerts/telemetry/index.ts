import type { AlertSource } from '../../alert-source.ts';
import { alertsDropped } from './alerts-dropped.ts';
import { collectorAbsent } from './collector-absent.ts';
import { collectorExportFails } from './collector-export-fails.ts';
import { collectorExportStalled } from './collector-export-stalled.ts';
import { collectorQueueNearlyFull } from './collector-queue-nearly-full.ts';
import { collectorRefuses } from './collector-refuses.ts';
import { notificationsFail } from './notifications-fail.ts';
import { rulesFail } from './rules-fail.ts';

/** About the monitoring itself. */
export const TELEMETRY_ALERTS: readonly AlertSource[] = [
  collectorAbsent,
  collectorQueueNearlyFull,
  collectorExportStalled,
  collectorExportFails,
  collectorRefuses,
  rulesFail,
  notificationsFail,
  alertsDropped,
];
