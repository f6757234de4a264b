/** What alerts on machines are told apart by: several processes on one machine report the same. */
export const BY_HOST = ['deployment.environment.name', 'host.name'] as const;

/** A machine, for tests. */
export const HOST = { 'host.name': 'node-1' } as const;
