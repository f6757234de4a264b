import type { Operation } from './measure.ts';

/** One line of the micro table; runs in a process of its own. */
export interface MicroCase {
  /** `<group>/<name>`; cases of a group stand side by side. */
  readonly id: string;
  /** Prepares everything, registers an SDK or not, and returns the operation to measure. */
  readonly setup: () => Operation | Promise<Operation>;
}
