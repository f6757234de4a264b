/** What nearly every alert is told apart by. */
export const BY_SERVICE = ['deployment.environment.name', 'service.name'] as const;
