import { describe, expect, test } from 'vitest';
import { accelerateExpression } from './accelerate-expression.ts';
import { accelerateFiles } from './accelerate-files.ts';
import { shorten } from './shorten.ts';

test.each([
  ['1h', 60, '60s'],
  ['5m', 60, '5s'],
  ['30s', 60, '500ms'],
  ['1h30m', 60, '90s'],
  ['1s', 10_000, '1ms'],
  ['0s', 60, '0s'],
  ['soon', 60, 'soon'],
])('%s is %i times shorter as %s', (duration, factor, expected) => {
  expect(shorten(duration, factor)).toBe(expected);
});

test('shortens ranges, subquery steps and offsets, and nothing else', () => {
  expect(
    accelerateExpression(
      'sum by (a) (rate(x_total{a="5m"}[5m] offset 1w)) > 300 and max_over_time((y > 1)[1h:5m]) > 3600',
      60,
    ),
  ).toBe(
    'sum by (a) (rate(x_total{a="5m"}[5s] offset 10080s)) > 300 and max_over_time((y > 1)[60s:5s]) > 3600',
  );
});

test('predicts less far ahead, too', () => {
  expect(accelerateExpression('predict_linear(free[6h], 4 * 3600) < 0 and free < 5', 60)).toBe(
    'predict_linear(free[360s], 4 * 3600 / 60) < 0 and free < 5',
  );
});

describe('files', () => {
  const rules = `# Generated.
groups:
  - name: a
    interval: 30s
    rules:
      - alert: A
        expr: rate(x[5m]) > 5
        for: 15m
        labels:
          severity: page
          interval: 30s
        annotations:
          expr: rate(x[5m])
`;
  const shortened = (path: string, content: string): string =>
    accelerateFiles([{ path, content }], 60)[0]?.content ?? '';

  test('rules are evaluated more often, up to once a second, and hold for a shorter time; labels and annotations stay', () => {
    const faster = shortened('prometheus/rules/alerts/a.yaml', rules);
    expect(faster).toContain('interval: 1s\n    rules:');
    expect(faster).toContain('expr: rate(x[5s]) > 5');
    expect(faster).toContain('for: 15s');
    expect(faster).toContain('          interval: 30s');
    expect(faster).toContain('          expr: rate(x[5m])');
    expect(faster).toContain('# Generated.');
  });

  test('Alertmanager groups faster; its time intervals stay', () => {
    const config = 'route:\n  group_wait: 30s\n  routes:\n    - repeat_interval: 4h\n';
    expect(shortened('alertmanager/alertmanager.yaml', config)).toBe(
      'route:\n  group_wait: 500ms\n  routes:\n    - repeat_interval: 240s\n',
    );
  });

  test('leaves out the tests of rules, which are about those in earnest', () => {
    expect(accelerateFiles([{ path: 'prometheus/tests/a.test.yaml', content: '' }], 60)).toEqual(
      [],
    );
  });

  test('other files stay', () => {
    expect(shortened('collector/collector.yaml', rules)).toBe(rules);
  });
});
