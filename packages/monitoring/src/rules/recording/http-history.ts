import type { RecordingSource, RuleContext } from '../recording-source.ts';
import type { RuleTest } from '../rule-test.ts';
import { API, series } from '../test-series.ts';
import { ifEmitted } from './emitted.ts';
import { httpShape } from './http.ts';
import { redDayRules, redRules } from './shapes.ts';
import { SLOW_INTERVAL } from './slow-interval.ts';

/** Requests over an hour and a day: for dashboards over weeks and months, and for what is normal. */
export const httpHistory: RecordingSource = {
  name: 'http-history',
  interval: SLOW_INTERVAL,
  rules: (context) =>
    ifEmitted(context, 'http', () =>
      (['service', 'service_route'] as const).flatMap((level) => {
        const shape = httpShape(context, level, '1h');
        return [...redRules(shape), ...redDayRules(shape)];
      }),
    ),
  tests: (context) => [dayTest(context)],
};

function dayTest({ q }: RuleContext): RuleTest {
  const count = q.metric('http.server.request.duration', 'count');
  return {
    name: 'a day weighs its hours by their requests',
    interval: '2m',
    input: [
      // Busy and sound for 12 hours, then quiet and failing.
      series(count, { ...API, http_route: '/' }, '0+1200x360 432000+0x420'),
      series(count, { ...API, http_route: '/', error_type: '500' }, '0x360 0+120x420'),
    ],
    values: [
      {
        at: '11h',
        expr: 'service:http_requests:rate1h',
        expected: [{ labels: API, value: 10 }],
      },
      {
        at: '23h',
        expr: 'service:http_error_ratio:rate1h',
        expected: [{ labels: API, value: 1 }],
      },
      // 432 000 requests and 42 000 failures, but for the hours at both ends.
      {
        at: '24h',
        expr: 'service:http_error_ratio:rate1d > bool 0.08 and service:http_error_ratio:rate1d < bool 0.1',
        expected: [{ labels: API, value: 1 }],
      },
    ],
  };
}
