import type { Plan } from '../plan.ts';
import type { Problem } from '../problems.ts';

/** Looks at a plan in one regard. Pure; one file each. */
export type CheckRule = (plan: Plan) => readonly Problem[];
