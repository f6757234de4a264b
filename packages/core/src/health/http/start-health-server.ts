import type { HealthHttpOptions } from './health-http-options.ts';

export interface HealthServerOptions extends HealthHttpOptions {
  /** 0 for any free one. @defaultValue `FLUXORA_HEALTH_PORT` */
  readonly port?: number | undefined;
  /** @defaultValue all interfaces, since probes come to the address of the pod */
  readonly host?: string | undefined;
}

export interface HealthServer {
  readonly port: number;
  /** `http://127.0.0.1:8081`, without a slash at its end. */
  readonly url: string;
  /** Ends within a second. Never rejects; may be called twice. */
  close(): Promise<void>;
}

export declare function startHealthServer(options?: HealthServerOptions): Promise<HealthServer>;
