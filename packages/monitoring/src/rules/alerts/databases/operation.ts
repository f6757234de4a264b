import type { AlertContext } from '../../alert-source.ts';

/** Which database an operation is on. */
export const DATABASE = ['db.system.name', 'db.namespace', 'server.address'] as const;

/**
 * Matcher of operations that failed. Not those that a constraint refused: that a row is there already is an answer, which the code
 * asked for. PostgreSQL has them in class 23, MySQL and MongoDB have numbers.
 */
export function failed({ q }: AlertContext): string {
  return `${q.label('error.type')}!~"|23...|1062|ER_DUP_ENTRY|11000"`;
}
