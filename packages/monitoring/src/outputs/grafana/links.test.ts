import { expect, test } from 'vitest';
import type { Dashboard } from '../../dashboards/dashboard-source.ts';
import { exploreUrl } from './explore-url.ts';
import { dataLink, parseLink } from './link-url.ts';
import { refId } from './ref-id.ts';
import { grafanaUnit } from './units.ts';

const dashboard = (...names: string[]): Dashboard => ({
  title: 'Any',
  description: '',
  tags: [],
  audience: 'engineer',
  variables: names.map((name) => ({ name, label: name, query: 'label_values(up, job)' })),
  rows: [],
});

test('a link to Explore holds the query, and leaves variables for Grafana to fill in', () => {
  const url = exploreUrl(
    'tempo',
    '{ span.http.route = "${__field.labels.http_route}" && kind = server }',
  );
  expect(url).toContain('${__field.labels.http_route}');
  expect(url).not.toContain(' ');
  const panes = new URL(url, 'http://grafana').searchParams.get('panes') ?? '';
  expect(JSON.parse(panes)).toEqual({
    a: {
      datasource: '${tempo}',
      queries: [
        {
          refId: 'A',
          datasource: { type: 'tempo', uid: '${tempo}' },
          query: '{ span.http.route = "${__field.labels.http_route}" && kind = server }',
          queryType: 'traceql',
          limit: 20,
        },
      ],
      range: { from: '${__from}', to: '${__to}' },
    },
  });
});

test('a link to a dashboard takes the time, and the choices that both have', () => {
  const targets = new Map([['service', dashboard('environment', 'service')]]);
  const link = {
    title: 'The service',
    to: 'dashboard:service?service=${__field.labels.service_name}',
  };
  expect(dataLink(link, dashboard('environment', 'service', 'route'), targets)).toEqual({
    title: 'The service',
    url: '/d/fluxora-service?var-service=${__field.labels.service_name}&${environment:queryparam}&${__url_time_range}',
    targetBlank: false,
  });
});

test('a link is what stands before its colon', () => {
  expect(parseLink('logs:{service_name="api"} | json')).toEqual({
    kind: 'logs',
    target: '{service_name="api"} | json',
    variables: {},
  });
  expect(parseLink('https://example.com/?a=b')).toMatchObject({ kind: 'url' });
});

test.each([
  ['s', 's'],
  ['By', 'bytes'],
  ['1', 'percentunit'],
  ['', 'none'],
  ['{request}/s', 'reqps'],
  ['{job}/s', 'suffix: jobs/s'],
  ['{squared_value}/s', 'suffix: squared values/s'],
  ['{check}', 'short'],
  ['kW', 'kwatt'],
  ['MWh', 'mwatth'],
  ['EUR/MWh', 'suffix: EUR/MWh'],
])('the unit %s is %s in Grafana', (unit, expected) => {
  expect(grafanaUnit(unit)).toBe(expected);
});

test('queries are called by letters, then by two', () => {
  expect([0, 25, 26, 51, 52].map(refId)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA']);
});
