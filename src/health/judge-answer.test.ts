import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HealthAnswer } from './ask-health.ts';
import { formatVerdict, verdictToJson } from './format-verdict.ts';
import { worseState, type HealthState } from './health-verdict.ts';
import { judgeAnswer } from './judge-answer.ts';

const word = fc.constantFrom('pass', 'warn', 'fail', 'UP', 'down', 'ok', 'x', '', '__proto__');
const check = fc.oneof(
  fc.record(
    {
      status: fc.oneof(word, fc.jsonValue()),
      output: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()),
      durationMs: fc.oneof(fc.double(), fc.jsonValue()),
      critical: fc.oneof(fc.boolean(), fc.jsonValue()),
    },
    { requiredKeys: [] },
  ),
  fc.jsonValue(),
);
const report = fc.record(
  {
    status: fc.oneof(word, fc.jsonValue()),
    output: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()),
    checks: fc.oneof(
      fc.dictionary(fc.string(), fc.oneof(check, fc.array(check))),
      fc.array(check),
      fc.jsonValue(),
    ),
  },
  { requiredKeys: [] },
);
const answers: fc.Arbitrary<HealthAnswer> = fc.record({
  httpStatus: fc.constantFrom(200, 204, 299, 302, 401, 404, 424, 429, 500, 503, 599, 0, 999),
  mediaType: fc.constantFrom('', 'text/html', 'application/json', 'application/health+json'),
  location: fc.option(fc.string(), { nil: undefined }),
  body: fc.oneof(
    fc.string({ unit: 'binary' }),
    report.map((value) => JSON.stringify(value)),
    report.map((value) => JSON.stringify(value).slice(0, -1)),
    word,
  ),
  isCut: fc.boolean(),
  durationMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
});

function statesFor(httpStatus: number): readonly HealthState[] {
  if (httpStatus >= 500) return ['critical'];
  const isGood = httpStatus >= 200 && httpStatus < 300;
  return isGood ? ['ok', 'warning', 'critical', 'unknown'] : ['critical', 'unknown'];
}

const url = new URL('http://localhost:3000/readyz');

describe('whatever is answered', () => {
  test('there is a verdict, in one bounded line and in JSON; no answer but 2xx is good', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const verdict = judgeAnswer(answer);
        const line = formatVerdict(verdict, url);

        expect(line).toMatch(/^(OK|WARNING|CRITICAL|UNKNOWN) \/readyz: \S/);
        expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        expect(line.length).toBeLessThan(1_300);
        expect(JSON.parse(verdictToJson(verdict, url, 0))).toMatchObject({ state: verdict.state });
        expect(statesFor(answer.httpStatus)).toContain(verdict.state);
        expect(verdict.state === 'unknown' && verdict.mend === undefined).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});

test('the worse of two states is the same either way, and weighs certainty', () => {
  const states: HealthState[] = ['ok', 'warning', 'critical', 'unknown'];
  for (const a of states) for (const b of states) expect(worseState(a, b)).toBe(worseState(b, a));
  expect(worseState('unknown', 'critical')).toBe('critical');
  expect(worseState('unknown', 'warning')).toBe('unknown');
});
