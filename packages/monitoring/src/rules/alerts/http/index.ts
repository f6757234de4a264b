import type { AlertSource } from '../../alert-source.ts';
import { requestsPiledUp } from './requests-piled-up.ts';
import { responsesSlow } from './responses-slow.ts';
import { routeFailing } from './route-failing.ts';
import { trafficDropped } from './traffic-dropped.ts';

/** What users meet, beside the SLOs. */
export const HTTP_ALERTS: readonly AlertSource[] = [
  routeFailing,
  trafficDropped,
  responsesSlow,
  requestsPiledUp,
];
