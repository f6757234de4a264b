/** A service of Compose, as much of the specification as is used here. */
export interface ComposeService {
  readonly image: string;
  readonly command?: readonly string[];
  readonly user?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly env_file?: readonly { readonly path: string; readonly required: boolean }[];
  /** Always of the loopback interface: nobody else shall read or write what is monitored. */
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly secrets?: readonly { readonly source: string; readonly target: string }[];
  readonly depends_on?: Readonly<
    Record<string, { readonly condition: 'service_started' | 'service_healthy' }>
  >;
  readonly healthcheck?: {
    readonly test: readonly string[];
    readonly interval: string;
    readonly timeout: string;
    readonly retries: number;
    readonly start_period: string;
  };
  readonly mem_limit: string;
  readonly restart?: string;
  readonly security_opt?: readonly string[];
  readonly stop_grace_period?: string;
  readonly deploy?: { readonly replicas: number };
}

/** Published on the loopback interface. */
export function loopback(port: number): string {
  return `127.0.0.1:${port}:${port}`;
}

/** Asked inside of the container by what its image has. */
export function healthcheck(test: readonly string[]): NonNullable<ComposeService['healthcheck']> {
  return { test, interval: '10s', timeout: '5s', retries: 5, start_period: '20s' };
}

/** For images with BusyBox. */
export function wget(url: string): NonNullable<ComposeService['healthcheck']> {
  return healthcheck(['CMD', 'wget', '-q', '-O', '/dev/null', url]);
}

/** What holds for every container. */
export function container(service: ComposeService): ComposeService {
  return { restart: 'unless-stopped', security_opt: ['no-new-privileges:true'], ...service };
}
