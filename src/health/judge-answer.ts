import type { HealthAnswer } from './ask-health.ts';
import {
  worseState,
  type HealthState,
  type HealthVerdict,
  type ToldCheck,
} from './health-verdict.ts';
import { isHealthReport, readHealthBody, type ToldHealth } from './read-health-body.ts';

const MAX_SHOWN = 5;

/**
 * What an answer means. Status and body must agree; where they do not, the more serious one counts: load balancers believe
 * the status, people the body.
 */
export function judgeAnswer(answer: HealthAnswer): HealthVerdict {
  const { httpStatus, durationMs } = answer;
  const byStatus = judgeStatus(answer);
  // An error page of something else (404 with `{"status":"error"}`) says nothing about health.
  const isHeard = httpStatus < 300 || httpStatus >= 500 || isHealthReport(answer);
  const told: ToldHealth = isHeard ? readHealthBody(answer) : { checks: [] };
  const byBody = told.problem === undefined ? told.state : 'unknown';
  const state = byBody === undefined ? byStatus.state : worseState(byStatus.state, byBody);
  const isTorn = told.state !== undefined && !agree(byStatus.state, told.state);
  const mend = mendOf(state, byStatus);
  return {
    state,
    message: [
      told.status ?? byStatus.message,
      httpStatus !== 200 && told.status !== undefined ? ` (${httpStatus})` : '',
      isTorn ? `, although it answered ${httpStatus}` : '',
      told.problem === undefined ? '' : ` with ${told.problem}`,
      describeChecks(told),
    ].join(''),
    ...(mend !== undefined && { mend }),
    httpStatus,
    durationMs,
    ...(told.status !== undefined && { status: told.status }),
    ...(told.output !== undefined && { output: told.output }),
    checks: told.checks,
  };
}

interface StatusVerdict {
  readonly state: HealthState;
  readonly message: string;
  readonly mend?: string;
}

function judgeStatus({ httpStatus, location }: HealthAnswer): StatusVerdict {
  const found = STATUSES.find(({ matches }) => matches(httpStatus));
  return {
    state: found?.state ?? 'unknown',
    message: `answered ${httpStatus}${location === undefined || httpStatus >= 400 ? '' : ` to ${withoutSecrets(location)}`}`,
    mend: found?.mend ?? 'Give the address of a health endpoint.',
  };
}

const STATUSES: readonly {
  readonly matches: (status: number) => boolean;
  readonly state: HealthState;
  readonly mend?: string;
}[] = [
  { matches: (status) => status >= 200 && status < 300, state: 'ok' },
  {
    // A redirect usually leads to a login page, which answers 200 whatever the state of the service.
    matches: (status) => status >= 300 && status < 400,
    state: 'unknown',
    mend: 'Redirects are not followed: give the final address.',
  },
  {
    matches: (status) => status === 401 || status === 403,
    state: 'unknown',
    mend: 'Give credentials in the URL (http://user:password@…), or let health endpoints pass without.',
  },
  {
    matches: (status) => status === 404 || status === 405,
    state: 'unknown',
    mend: 'Nothing answers to GET there: correct the path, for example /readyz.',
  },
  {
    matches: (status) => status === 429,
    state: 'unknown',
    mend: 'Ask less often, or take health endpoints out of the rate limit.',
  },
  { matches: (status) => status >= 500, state: 'critical' },
];

function mendOf(state: HealthState, byStatus: StatusVerdict): string | undefined {
  if (state !== 'unknown') return undefined;
  return byStatus.state === 'unknown'
    ? byStatus.mend
    : 'Let it answer application/health+json with a status of pass, warn or fail.';
}

/** 200 goes with `pass` and `warn`, 5xx and (as the draft allows) 4xx with `fail`. */
function agree(byStatus: HealthState, byBody: HealthState): boolean {
  return (byStatus === 'ok') === (byBody !== 'critical');
}

/** First what is wrong; otherwise how many there are, and how long they took. */
function describeChecks({ checks, output }: ToldHealth): string {
  const bad = checks.filter(({ state }) => state !== 'ok' && state !== undefined);
  if (bad.length > 0) {
    return `: ${listed(bad.map(describeBad))}`;
  }
  const why = output === undefined ? '' : `: ${output}`;
  if (checks.length === 0) return why;
  const timed = checks.map(({ name, durationMs }) =>
    durationMs === undefined ? name : `${name} ${Math.round(durationMs)} ms`,
  );
  return `${why}, ${checks.length} ${checks.length === 1 ? 'check' : 'checks'} (${listed(timed)})`;
}

function describeBad({ name, status, output, critical }: ToldCheck): string {
  return (
    `${name} ${status}${critical === false ? ' (not critical)' : ''}` +
    (output === undefined ? '' : `: ${output}`)
  );
}

function listed(items: readonly string[]): string {
  const more = items.length - MAX_SHOWN;
  return `${items.slice(0, MAX_SHOWN).join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

/** Where to, without the query: it may hold a token. */
function withoutSecrets(location: string): string {
  return location.replace(/[?#].*$/s, '').replace(/\/\/[^/@]*@/, '//');
}
