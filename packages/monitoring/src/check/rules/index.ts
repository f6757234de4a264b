import type { CheckRule } from '../check-rule.ts';
import { queriesExist } from './queries-exist.ts';

/** Everything that a plan must fulfil beyond what its types say. A new rule is a file and a line here. */
export const CHECK_RULES: readonly CheckRule[] = [queriesExist];
