const ERROR = 17;
const INFO = 9;
const TRACE = 1;

/** Levels of winston's npm, syslog and cli sets; syslog as in OpenTelemetry's log data model. */
const SEVERITIES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    emerg: 21,
    fatal: 21,
    alert: 19,
    crit: 18,
    critical: 18,
    error: 17,
    warn: 13,
    warning: 13,
    notice: 10,
    help: 11,
    data: 10,
    info: 9,
    http: 7,
    verbose: 6,
    prompt: 6,
    debug: 5,
    input: 4,
    trace: 1,
    silly: 1,
  }),
);

/**
 * Severity of a winston level. A name of a set of one's own is placed by its rank in that set, from ERROR for the first to
 * TRACE for the last; unknown names are INFO.
 */
export function winstonSeverity(
  level: string,
  levels: Readonly<Record<string, number>> | undefined,
): number {
  const known = SEVERITIES.get(level);
  if (known !== undefined) return known;
  const rank = levels?.[level];
  if (levels === undefined || rank === undefined) return INFO;
  const last = Math.max(...Object.values(levels));
  const share = last > 0 ? Math.min(1, Math.max(0, rank / last)) : 0;
  return ERROR - Math.round(share * (ERROR - TRACE));
}
