import type { IncomingMessage } from 'node:http';
import type { Health } from '../health.ts';
import type { HealthProbe } from '../health-check.ts';

/** Paths of the endpoints, each one or several, or false for none. */
export type HealthPaths = {
  /** @defaultValue startup `/startupz`, liveness `/livez`, readiness `/readyz`, all `/healthz` */
  readonly [Kind in HealthProbe | 'all']?: string | readonly string[] | false | undefined;
};

export interface HealthHttpOptions {
  /** @defaultValue the process-wide `health` */
  readonly health?: Health | undefined;
  readonly paths?: HealthPaths | undefined;
  /**
   * Whether the body shows checks, outputs and versions. A function is asked at each request; only `true` shows, and one
   * that throws hides. @defaultValue false
   */
  readonly details?: boolean | ((request: IncomingMessage) => boolean) | undefined;
}
