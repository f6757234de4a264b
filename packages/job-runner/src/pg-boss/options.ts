import {
  sharedProblems,
  show,
  throwProblems,
  typeProblems,
  unknownOptions,
} from '../option-problems.ts';

const KNOWN = ['jobName', 'schema', 'parentWithinMs', 'providers', 'clock'];

/** What pg-boss has had since 12.38, and what this adapter calls. */
const METHODS = [
  'send',
  'insert',
  'work',
  'cancel',
  'upsert',
  'flow',
  'getDb',
  'getWipData',
  'getInstances',
];

/** As pg-boss takes it: a plain name, or anything within quotes. */
const SCHEMA = /^([A-Za-z_][\w$]{0,62}|"[^"\0]{1,63}")$/;

/** Throws one `TelemetryError` that lists everything that is wrong. */
export function checkPgBoss(boss: unknown, options: unknown): void {
  const given = (options ?? {}) as Record<string, unknown>;
  throwProblems([
    ...bossProblems(boss),
    ...unknownOptions(given, KNOWN),
    ...typeProblems('jobName', given.jobName, 'function'),
    ...schemaProblems(given.schema),
    ...sharedProblems(given),
  ]);
}

function bossProblems(boss: unknown): string[] {
  if (typeof boss === 'function') {
    return ['a class or function was given. Pass the instance: instrumentPgBoss(new PgBoss(…)).'];
  }
  if (typeof boss !== 'object' || boss === null) {
    return [`${show(boss)} is no PgBoss. Pass the instance: instrumentPgBoss(new PgBoss(…)).`];
  }
  const missing = METHODS.filter(
    (method) => typeof (boss as Record<string, unknown>)[method] !== 'function',
  );
  if (missing.length === 0) return [];
  return [
    `what was given lacks ${missing.join(', ')}: it is no PgBoss, or older than 12.38. Install pg-boss@12, and pass the instance that was made by new PgBoss(…).`,
  ];
}

function schemaProblems(schema: unknown): string[] {
  if (schema === undefined || (typeof schema === 'string' && SCHEMA.test(schema))) return [];
  return [
    `schema is ${show(schema)}. Use the schema that pg-boss was made with, or leave it out for "pgboss".`,
  ];
}
