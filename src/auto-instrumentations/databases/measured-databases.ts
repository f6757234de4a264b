import type { InstrumentationSettings } from '../auto-instrumentations-option.ts';
import { redisQueryText } from './redis-query-text.ts';
import { sanitizeSql } from './sanitize-sql.ts';

/** What we do to the signals of one database instrumentation. */
export interface DatabaseTreatment {
  /** Whether its spans are the operations themselves. Query builders sit on a driver, which is measured already. */
  readonly isDriver: boolean;
  /** Whether it also emits pool metrics that are wrong: one counter for all pools, and names of older conventions. */
  readonly hasWrongMetrics?: true;
}

/** By package name. The others are left as they are. */
export const DATABASES: Readonly<Record<string, DatabaseTreatment>> = {
  '@opentelemetry/instrumentation-pg': { isDriver: true, hasWrongMetrics: true },
  '@opentelemetry/instrumentation-mysql2': { isDriver: true },
  '@opentelemetry/instrumentation-mysql': { isDriver: true },
  '@opentelemetry/instrumentation-tedious': { isDriver: true },
  '@opentelemetry/instrumentation-oracledb': { isDriver: true },
  '@opentelemetry/instrumentation-cassandra-driver': { isDriver: true },
  '@opentelemetry/instrumentation-redis': { isDriver: true },
  '@opentelemetry/instrumentation-ioredis': { isDriver: true },
  '@opentelemetry/instrumentation-mongodb': { isDriver: true, hasWrongMetrics: true },
  '@opentelemetry/instrumentation-knex': { isDriver: false },
};

/** Fills in what keeps values out of `db.query.text` where the instrumentation has a hook for it; the user's own stay. */
export function withoutValuesInText(
  name: string,
  settings: InstrumentationSettings,
): InstrumentationSettings {
  switch (name) {
    case '@opentelemetry/instrumentation-redis':
    case '@opentelemetry/instrumentation-ioredis':
      return { dbStatementSerializer: redisQueryText, ...settings };
    case '@opentelemetry/instrumentation-mysql2':
      return { maskStatementHook: (text: string) => sanitizeSql(text, 'mysql'), ...settings };
    default:
      return settings;
  }
}

/** Whether the user asked for values: then statements and error messages stay as they are. */
export function wantsValues({
  enhancedDatabaseReporting,
  maskStatement,
}: InstrumentationSettings): boolean {
  return enhancedDatabaseReporting === true || maskStatement === false;
}
