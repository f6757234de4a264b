/** `ok` and `info` need nothing; `warning` should be looked at; `problem` means telemetry is or will be lost. */
export type CheckStatus = 'ok' | 'info' | 'warning' | 'problem';

export type CheckSection = 'runtime' | 'packages' | 'configuration' | 'endpoint';

/** One thing that was looked at. */
export interface Check {
  /** Stable and dotted, its first word is the section: `endpoint.traces`. */
  readonly id: `${CheckSection}.${string}`;
  /** A word or two for people. */
  readonly label: string;
  readonly status: CheckStatus;
  /** What was found, with the value. */
  readonly message: string;
  /** What to do about it. Present on every warning and problem. */
  readonly mend?: string;
  /** The same for programs; its keys are stable per id. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** One setting of the effective configuration; secrets are masked. */
export interface ConfigurationEntry {
  readonly setting: string;
  readonly value: unknown;
  /** `environment`: from `variable` · `flag`: from the command line · `package.json` · `default`. */
  readonly source: 'environment' | 'flag' | 'package.json' | 'default';
  /** The environment variable that decided. */
  readonly variable?: string;
}

/**
 * What `fluxora-telemetry doctor --json` prints. Keys are only ever added; a change that breaks readers raises `schemaVersion`.
 */
export interface DoctorReport {
  readonly schemaVersion: 1;
  /** True when no check is a `problem`; the exit code is 0 then, else 1. */
  readonly healthy: boolean;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Version of @fluxora/telemetry. */
  readonly version: string;
  readonly checks: readonly Check[];
  readonly configuration: readonly ConfigurationEntry[];
}
