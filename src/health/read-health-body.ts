import { printableLine } from '../printable-line.ts';
import type { HealthAnswer } from './ask-health.ts';
import type { HealthState, ToldCheck } from './health-verdict.ts';

/** What a body says; a body that says nothing is `{ checks: [] }`. */
export interface ToldHealth {
  /** What its overall word means; absent when it has none that is known. */
  readonly state?: Exclude<HealthState, 'unknown'>;
  readonly status?: string;
  readonly output?: string;
  readonly checks: readonly ToldCheck[];
  /** Why a body that calls itself a health report is none. */
  readonly problem?: string;
}

/**
 * draft-inadarei-api-health-check with its aliases, and what Spring, ASP.NET, MicroProfile, terminus and many a hand-written
 * endpoint say.
 */
const WORDS: Readonly<Record<string, Exclude<HealthState, 'unknown'>>> = {
  pass: 'ok',
  ok: 'ok',
  up: 'ok',
  healthy: 'ok',
  warn: 'warning',
  warning: 'warning',
  degraded: 'warning',
  fail: 'critical',
  error: 'critical',
  down: 'critical',
  out_of_service: 'critical',
  unhealthy: 'critical',
  critical: 'critical',
};

const HEALTH_MEDIA_TYPE = 'application/health+json';
const MAX_CHECKS = 100;
const MAX_TEXT = 200;

/** Whether the answer calls itself a health report, so that its body counts and not only its status. */
export function isHealthReport({ mediaType }: HealthAnswer): boolean {
  return mediaType === HEALTH_MEDIA_TYPE;
}

/** Reads `application/health+json`, other JSON, or a single word of text. Never throws. */
export function readHealthBody(answer: HealthAnswer): ToldHealth {
  const text = answer.body.replace(/^\uFEFF/, '').trim();
  if (!/[/+]json$/.test(answer.mediaType) && !text.startsWith('{')) {
    // A page of HTML, a greeting: nothing that we should repeat.
    const word = wordOf(text);
    return { checks: [], ...(word.state && word) };
  }
  const body = answer.isCut ? undefined : parse(text);
  if (!isObject(body)) {
    if (!isHealthReport(answer)) return { checks: [] };
    return {
      checks: [],
      problem: answer.isCut ? 'a body of more than 256 KiB' : 'a body that is no JSON object',
    };
  }
  const overall = wordOf(body['status']);
  return {
    ...overall,
    ...textMember('output', body['output']),
    checks: readChecks(body['checks'] ?? body['components'] ?? body['details'] ?? body['entries']),
    ...(isHealthReport(answer) &&
      overall.state === undefined && {
        problem:
          overall.status === undefined
            ? 'a body without status'
            : `a body with the status "${overall.status}"`,
      }),
  };
}

/** By name: one object, or a list of them (one per instance). Or a list of objects with names. */
function readChecks(value: unknown): readonly ToldCheck[] {
  if (!isObject(value) && !Array.isArray(value)) return [];
  const checks: ToldCheck[] = [];
  for (const [key, entry] of Object.entries(value)) {
    for (const check of Array.isArray(entry) ? (entry as unknown[]) : [entry]) {
      if (checks.length === MAX_CHECKS) return checks;
      if (isObject(check)) checks.push(readCheck(Array.isArray(value) ? '' : key, check));
    }
  }
  return checks;
}

function readCheck(key: string, check: Record<string, unknown>): ToldCheck {
  const { durationMs, observedValue, observedUnit, critical } = check;
  const isTimed = observedUnit === 'ms' && typeof observedValue === 'number';
  const ms = typeof durationMs === 'number' ? durationMs : isTimed ? observedValue : undefined;
  const told = key || [check['name'], check['componentId'], check['id']].find(isText);
  return {
    name: printableLine(told || 'unnamed', MAX_TEXT),
    ...wordOf(check['status']),
    ...(typeof critical === 'boolean' && { critical }),
    ...(Number.isFinite(ms) && { durationMs: ms as number }),
    ...textMember('output', [check['output'], check['message'], check['error']].find(isText)),
  };
}

function wordOf(value: unknown): Pick<ToldHealth, 'state' | 'status'> {
  if (!isText(value)) return {};
  const state = Object.hasOwn(WORDS, value.toLowerCase()) ? WORDS[value.toLowerCase()] : undefined;
  return { ...(state && { state }), status: printableLine(value, MAX_TEXT) };
}

function textMember<Name extends string>(name: Name, value: unknown): { [Key in Name]?: string } {
  if (!isText(value)) return {};
  return { [name]: printableLine(value, MAX_TEXT) } as { [Key in Name]: string };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
