import type { Health, HealthOptions } from './health.ts';
import type {
  HealthCheckFunction,
  HealthCheckHandle,
  HealthCheckSettings,
} from './health-check.ts';

export interface HealthCheckOptions extends HealthCheckSettings {
  /** Whose check it is. @defaultValue the process-wide `health` */
  readonly health?: Health | undefined;
}

export declare function createHealth(options?: HealthOptions): Health;
export declare const health: Health;
export declare function defineHealthCheck(
  name: string,
  check: HealthCheckFunction,
  options?: HealthCheckOptions,
): HealthCheckHandle;
