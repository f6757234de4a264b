import { expect, test } from 'vitest';
import { createPlan } from './create-plan.ts';
import { platform } from './fixtures/platform.ts';

test('plans the platform without a problem', () => {
  const { plan, problems } = createPlan(platform);
  expect(problems).toEqual([]);
  expect(plan.monitoring).toBe(platform);
});

test('a source that names what nobody emits becomes a problem and hides no other', () => {
  const { plan, problems } = createPlan({
    ...platform,
    recording: [
      {
        name: 'wrong',
        rules: ({ q }) => [{ record: 'a:b', expr: q.metric('http.server.duration') }],
      },
      {
        name: 'right',
        rules: ({ q }) => [
          {
            record: 'service:http_requests:rate5m',
            expr: `sum by (${q.byService()}) (rate(${q.metric('http.server.request.duration', 'count')}[5m]))`,
          },
        ],
      },
    ],
  });
  expect(problems.map(({ place }) => place)).toEqual(['recording/wrong']);
  expect(problems[0]?.message).toContain('"http.server.duration" is emitted by nobody');
  expect(plan.recording.at(-1)?.rules[0]?.expr).toBe(
    'sum by (deployment_environment_name, service_name) (rate(http_server_request_duration_seconds_count[5m]))',
  );
});
