import type { RecordingRule, RecordingSource, RuleContext } from '../recording-source.ts';
import type { RuleTest } from '../rule-test.ts';
import { API, series } from '../test-series.ts';
import { ifEmitted } from './emitted.ts';
import { serverErrors } from './server-errors.ts';
import { bound, ratio, redRules, sumOfRates, type RedShape } from './shapes.ts';

/** Up to here an answer satisfies, up to four times as long it is tolerated. Both are bounds of the buckets. Seconds. */
const SATISFYING = 0.25;
const TOLERATED = 1;

/** Requests by service and by route: rate, errors, duration, Apdex. */
export const http: RecordingSource = {
  name: 'http',
  rules: (context) =>
    ifEmitted(context, 'http', () => [
      ...redRules(httpShape(context, 'service', '5m')),
      ...redRules(httpShape(context, 'service_route', '5m')),
      apdex(context),
      active(context),
    ]),
  tests: (context) => [errorsTest(context), durationTest(context), apdexTest(context)],
};

/** What a request is, for the windows of this group and of the history. */
export function httpShape(
  { q }: RuleContext,
  level: 'service' | 'service_route',
  window: string,
): RedShape {
  const count = q.metric('http.server.request.duration', 'count');
  return {
    level,
    by: level === 'service' ? q.byService() : q.byService('http.route'),
    window,
    names: {
      events: 'http_requests',
      errors: 'http_errors',
      errorRatio: 'http_error_ratio',
      duration: 'http_duration_seconds',
    },
    events: count,
    errors: `${count}{${serverErrors(q)}}`,
    bucket: q.metric('http.server.request.duration', 'bucket'),
    unit: '{request}/s',
  };
}

function apdex({ q }: RuleContext): RecordingRule {
  const bucket = q.metric('http.server.request.duration', 'bucket');
  const within = (seconds: number): string =>
    sumOfRates(q.byService(), `${bucket}{${bound(seconds)}}`, '5m');
  return {
    record: 'service:http_apdex:ratio5m',
    expr: ratio(
      `(\n  ${within(SATISFYING)}\n  +\n  ${within(TOLERATED)}\n) / 2`,
      'service:http_requests:rate5m',
    ),
    unit: '1',
    description: `Half the share answered within ${SATISFYING} s, and half that within ${TOLERATED} s.`,
  };
}

function active({ q }: RuleContext): RecordingRule {
  return {
    record: 'service:http_requests_active:sum',
    expr: `sum by (${q.byService()}) (${q.metric('http.server.active_requests')})`,
    unit: '{request}',
  };
}

function errorsTest({ q }: RuleContext): RuleTest {
  const count = q.metric('http.server.request.duration', 'count');
  const request = (labels: Record<string, string>, values: string) =>
    series(count, { ...API, http_route: '/sites', ...labels }, values);
  return {
    name: 'a twentieth of the requests fail, and who leaves has not met an error',
    input: [
      request({ service_instance_id: 'a' }, '0+600x20'),
      request({ service_instance_id: 'b' }, '0+480x20'),
      request({ service_instance_id: 'b', error_type: 'client_disconnect' }, '0+60x20'),
      request({ service_instance_id: 'b', error_type: 'TypeError' }, '0+60x20'),
      request({ service_instance_id: 'b', http_route: '/quiet' }, '0x20'),
    ],
    values: [
      {
        at: '15m',
        expr: 'service:http_requests:rate5m',
        expected: [{ labels: API, value: 20 }],
      },
      {
        at: '15m',
        expr: 'service:http_error_ratio:rate5m',
        expected: [{ labels: API, value: 0.05 }],
      },
      {
        at: '15m',
        expr: 'service_route:http_errors:rate5m',
        expected: [
          { labels: { ...API, http_route: '/quiet' }, value: 0 },
          { labels: { ...API, http_route: '/sites' }, value: 1 },
        ],
      },
      // Nobody came: no ratio, not 0 and not NaN.
      {
        at: '15m',
        expr: 'service_route:http_error_ratio:rate5m',
        expected: [{ labels: { ...API, http_route: '/sites' }, value: 0.05 }],
      },
    ],
  };
}

function durationTest({ q }: RuleContext): RuleTest {
  const bucket = q.metric('http.server.request.duration', 'bucket');
  const within = (le: string, values: string) =>
    series(bucket, { ...API, http_route: '/sites', le }, values);
  return {
    name: 'quantiles lie inside the bucket in which they fall',
    input: [
      within('0.1', '0+50x20'),
      within('0.25', '0+90x20'),
      within('0.5', '0+100x20'),
      within('+Inf', '0+100x20'),
    ],
    values: [
      {
        at: '15m',
        expr: 'service:http_duration_seconds:p50_5m',
        expected: [{ labels: API, value: 0.1 }],
      },
      {
        at: '15m',
        expr: 'service_route:http_duration_seconds:p95_5m',
        expected: [{ labels: { ...API, http_route: '/sites' }, value: 0.375 }],
      },
    ],
  };
}

function apdexTest({ q }: RuleContext): RuleTest {
  const metric = (part: 'bucket' | 'count') => q.metric('http.server.request.duration', part);
  return {
    name: 'the Apdex counts tolerated answers half, however the bound is spelt',
    input: [
      series(metric('count'), API, '0+100x20'),
      series(metric('bucket'), { ...API, le: '0.25' }, '0+60x20'),
      series(metric('bucket'), { ...API, le: '1.0' }, '0+80x20'),
    ],
    values: [
      { at: '15m', expr: 'service:http_apdex:ratio5m', expected: [{ labels: API, value: 0.7 }] },
    ],
  };
}
