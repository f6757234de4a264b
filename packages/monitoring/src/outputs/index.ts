import type { Output } from './output.ts';

/** Every output, in the order in which problems are told. A new one is a folder and a line here. */
export const OUTPUTS: readonly Output[] = [];
