/** What a service emits: which alerts, rules and panels make sense for it. */
export const AREAS = [
  'http',
  'jobs',
  'serving',
  'forecasts',
  'drift',
  'training',
  'usage',
  'caches',
  'pools',
  'databases',
] as const;

export type Emits = (typeof AREAS)[number];

/** A request that probes and performance tests may send. Safe to repeat. */
export interface ProbedRoute {
  /** @defaultValue `GET` */
  readonly method?: 'GET' | 'POST' | 'PUT';
  /** Path with real values, as in `/sites/wind-1/forecast?horizon=24`. */
  readonly path: string;
  /** The route's template, by which its metrics are found: `/sites/:site/forecast`. @defaultValue the path without its query */
  readonly route?: string;
  /** JSON body. */
  readonly body?: unknown;
}

/** A service that is watched. Host, process, Node.js and health signals are expected of every one. */
export interface Service {
  /** As in `service.name`. */
  readonly name: string;
  /** The team that is told. */
  readonly team: string;
  /** One sentence on what stops when it stops, for runbooks and stakeholders. */
  readonly summary: string;
  readonly emits: readonly Emits[];
  /** Where probes and performance tests reach it, such as `http://forecast-api:8080`. */
  readonly url?: string;
  readonly routes?: readonly ProbedRoute[];
  /** How many replicas there should be; fewer is an alert. @defaultValue 1 */
  readonly replicas?: number;
  /** Schedules whose absence is an alert, also when nobody is left to report them. */
  readonly schedules?: readonly string[];
  /** Image and port, for compose and Kubernetes. Without it, those leave the service out. */
  readonly container?: { readonly image: string; readonly port: number };
}
