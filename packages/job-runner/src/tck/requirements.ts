import { batchRequirements } from './requirements-of-batches.ts';
import { failureRequirements } from './requirements-of-failures.ts';
import { hostRequirements } from './requirements-of-hosts.ts';
import { runRequirements } from './requirements-of-runs.ts';
import type { TckFeature } from './tck-adapter.ts';
import type { TckBench } from './tck-bench.ts';

/** One thing that every adapter must do. */
export interface TckRequirement {
  /** Stable, for lists of exceptions and reports. */
  readonly id: string;
  /** A sentence of behaviour. */
  readonly title: string;
  /** What the runner needs for it. */
  readonly needs?: TckFeature;
  /** Rejects when the adapter does not. */
  check(bench: TckBench): Promise<void>;
}

/** Everything that an adapter must do. */
export const TCK_REQUIREMENTS: readonly TckRequirement[] = [
  ...runRequirements,
  ...failureRequirements,
  ...batchRequirements,
  ...hostRequirements,
];
