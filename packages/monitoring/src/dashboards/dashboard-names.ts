/** Every dashboard, so that alerts can link to one that exists. The uid is `fluxora-<name>`. */
export const DASHBOARD_NAMES = [
  'overview',
  'service',
  'infrastructure',
  'databases',
  'jobs',
  'serving',
  'forecasts',
  'drift',
  'training',
  'business',
  'slos',
  'executive',
  'logs',
  'telemetry',
  'servers',
] as const;

export type DashboardName = (typeof DASHBOARD_NAMES)[number];
