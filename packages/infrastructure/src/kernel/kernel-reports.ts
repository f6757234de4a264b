import { drops, notices, type Providers } from '@fluxora/telemetry-core';

/** A file of the kernel, and what depends on it. */
export interface KernelSource {
  readonly path: string;
  /** What is absent without it; completes "… is absent". */
  readonly metrics: string;
  /** How to do without; completes "switch it off with infrastructure: …". */
  readonly off: string;
}

/**
 * Counts and explains what could not be read, for the signals of this package. Each failure costs one `callback_failed` in the
 * ledger, and is said once per file. Never throws.
 */
export class KernelReports {
  readonly #providers: Providers;

  constructor(providers: Providers = {}) {
    this.#providers = providers;
  }

  /** The file could not be read. */
  unreadable(source: KernelSource, error: unknown): void {
    const code = errorCode(error);
    this.#report(
      source,
      code === 'ENOENT' ? 'does not exist' : `could not be read (${code})`,
      'Mount it readable',
    );
  }

  /** The file could be read, and makes no sense. */
  garbled(source: KernelSource): void {
    this.#report(source, "is not in the kernel's format", 'Check what is mounted there');
  }

  /** Something else is absent, and `message` says why. @param key - From a bounded set. */
  lost(key: string, message: string): void {
    (this.#providers.drops ?? drops).record('metrics', 'callback_failed');
    this.say(key, message);
  }

  /** Says something once, without counting. @param key - From a bounded set. */
  say(key: string, message: string): void {
    (this.#providers.notices ?? notices).once(
      `infrastructure ${key}`,
      `telemetry/infrastructure: ${message}`,
    );
  }

  #report({ path, metrics, off }: KernelSource, what: string, mend: string): void {
    this.lost(
      `${path} ${off}`,
      `${path} ${what}; ${metrics} is absent. ${mend}, or switch it off with infrastructure: ${off}.`,
    );
  }
}

/** The system's code of an error, as in ENOENT. */
export function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : 'unknown error';
}
