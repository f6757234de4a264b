import { describe, expect, test } from 'vitest';
import { parseQuery } from './parse-query.ts';

describe('what a query reads', () => {
  test('is every selector with its matchers, its range and what is around it', () => {
    const { metrics, problems } = parseQuery(
      'histogram_quantile(0.9, sum by (le) (rate(x_bucket{service_name="api", le!="+Inf"}[5m] offset 1w)))',
    );

    expect(problems).toEqual([]);
    expect(metrics).toEqual([
      {
        name: 'x_bucket',
        matchers: [
          { label: 'service_name', operator: '=', value: 'api' },
          { label: 'le', operator: '!=', value: '+Inf' },
        ],
        range: '5m',
        under: ['rate', 'sum', 'histogram_quantile'],
      },
    ]);
  });

  test('is found on both sides, in subqueries, behind @ and comments', () => {
    const { metrics } = parseQuery(
      '(a + max_over_time((b @ end())[1h:5m])) # why\n/ on (x) group_left (y) -c',
    );

    expect(metrics.map(({ name, under }) => [name, under])).toEqual([
      ['a', []],
      ['b', ['max_over_time']],
      ['c', []],
    ]);
  });

  test.each(['{__name__="a.b"}', '{"a.b"}'])('has its name also in %s', (query) => {
    expect(parseQuery(query).metrics).toMatchObject([{ name: 'a.b', matchers: [] }]);
  });

  test('has no name when it is a pattern', () => {
    expect(parseQuery('{__name__=~"a.*"}').metrics).toMatchObject([{ name: undefined }]);
  });
});

test('tells where each label is used, and which ones are made', () => {
  const query = `label_join(label_replace(sum by (a) (x{b="1"}), "made", "$1", "c", ".*"), "joined", "-", "d", "e")
    / on (f) group_left (g) sum without (h) (y) - ignoring (i) count_values("value", z)`;
  const { labelsUsed, labelsMade } = parseQuery(query);

  expect(new Set(labelsUsed.map((used) => `${used.in} ${used.label}`))).toEqual(
    new Set([
      'by a',
      'matcher b',
      'label_replace c',
      'label_join d',
      'label_join e',
      'on f',
      'group_left g',
      'without h',
      'ignoring i',
    ]),
  );
  expect(labelsMade.toSorted()).toEqual(['joined', 'made', 'value']);
});

describe("Grafana's variables", () => {
  test.each([
    'rate(x[$__rate_interval])',
    'rate(x[${__rate_interval}])',
    'increase(x[$__range])',
    'max_over_time(x[$window:$__interval])',
    'x offset $back',
    'x / $__range_s',
    'x > $threshold',
    'sum by ($group) (x)',
    'sum by (a, ${group:csv}) (x)',
    `x{service_name=~"$service", a='\\'$b', c=\`$d\`}`,
  ])('%s parses', (query) => {
    expect(parseQuery(query).problems).toEqual([]);
  });

  test('stay in the values of matchers, and are no labels', () => {
    const { metrics, labelsUsed } = parseQuery('sum by (a, $group) (x{b=~"$service"})');

    expect(metrics[0]?.matchers).toEqual([{ label: 'b', operator: '=~', value: '$service' }]);
    expect(labelsUsed.map(({ label }) => label)).toEqual(['a', 'b']);
  });
});

test.each([
  ['sum(foo', /at character 8, near "sum\(foo"/],
  ['a b', /at character 3/],
  ['rate(x[5])by', /does not parse/],
  ['', /is empty/],
  ['# only a comment', /is empty/],
  ['x{a=1}', /does not parse/],
  ['x{$__all}', /does not parse/],
])('%j is told with the place', (query, problem) => {
  expect(parseQuery(query)).toMatchObject({ expression: undefined, metrics: [] });
  expect(parseQuery(query).problems.join()).toMatch(problem);
});
