const MAX_ARGUMENTS = 10;

/** Commands whose first argument says what they do. */
const CONTAINERS = new Set(
  'ACL CLIENT CLUSTER COMMAND CONFIG DEBUG FUNCTION LATENCY MEMORY MODULE OBJECT PUBSUB SCRIPT SLOWLOG XGROUP XINFO'.split(
    ' ',
  ),
);

/**
 * A Redis command without its arguments: `SET ? ?`, `CONFIG GET ?`. Keys go, too: session ids and addresses of people are keys.
 * Fits `dbStatementSerializer` of OpenTelemetry's instrumentations.
 */
export function redisQueryText(command: unknown, values: unknown): string {
  const name = String(command);
  const all: readonly unknown[] = Array.isArray(values) ? values : [];
  const [first] = all;
  const isContainer =
    CONTAINERS.has(name.toUpperCase()) &&
    typeof first === 'string' &&
    /^[a-z-]{2,20}$/i.test(first);
  const shown = all
    .slice(0, MAX_ARGUMENTS)
    .map((_, index) => (index === 0 && isContainer ? first : '?'));
  return [name, ...shown, ...(all.length > MAX_ARGUMENTS ? ['…'] : [])].join(' ');
}
