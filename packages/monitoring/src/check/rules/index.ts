import type { CheckRule } from '../check-rule.ts';
import { alertInhibitions } from './alert-inhibitions.ts';
import { alertsComplete } from './alerts-complete.ts';
import { countersUnderRate } from './counters-under-rate.ts';
import { dashboardIdentity } from './dashboard-identity.ts';
import { dashboardLayout } from './dashboard-layout.ts';
import { dashboardLinks } from './dashboard-links.ts';
import { dashboardPanelsComplete } from './dashboard-panels-complete.ts';
import { dashboardSelectors } from './dashboard-selectors.ts';
import { dashboardVariables } from './dashboard-variables.ts';
import { dashboardWindows } from './dashboard-windows.ts';
import { logQueriesParse } from './log-queries-parse.ts';
import { panelLegends } from './panel-legends.ts';
import { panelUnits } from './panel-units.ts';
import { queriesAreTyped } from './queries-are-typed.ts';
import { queriesExist } from './queries-exist.ts';
import { recordingRules } from './recording-rules.ts';
import { recordingUnits } from './recording-units.ts';
import { runbooksComplete } from './runbooks-complete.ts';
import { thresholdsReviewed } from './thresholds-reviewed.ts';

/** Everything that a plan must fulfil beyond what its types say. A new rule is a file and a line here. */
export const CHECK_RULES: readonly CheckRule[] = [
  queriesExist,
  queriesAreTyped,
  logQueriesParse,
  countersUnderRate,
  recordingRules,
  recordingUnits,
  panelUnits,
  panelLegends,
  dashboardIdentity,
  dashboardLayout,
  dashboardLinks,
  dashboardPanelsComplete,
  dashboardSelectors,
  dashboardVariables,
  dashboardWindows,
  alertsComplete,
  alertInhibitions,
  runbooksComplete,
  thresholdsReviewed,
];
