import type { RequestListener } from 'node:http';

export function buildTruthApp(
  express: unknown,
  options: {
    readonly version: 4 | 5;
    /** Middleware before and after the routes. */
    readonly before?: readonly unknown[];
    readonly after?: readonly unknown[];
  },
): RequestListener;
