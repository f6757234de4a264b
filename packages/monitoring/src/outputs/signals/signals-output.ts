import { takeSnapshot } from '../../diff/take-snapshot.ts';
import type { Output } from '../output.ts';

/** `signals.json`: what is promised, and who relies on it, for `fluxora-monitoring diff` of a later day. */
export const signalsOutput: Output = {
  name: 'signals',
  files: (plan) => [
    { path: 'signals.json', content: `${JSON.stringify(takeSnapshot(plan), null, 1)}\n` },
  ],
};
