import type { RuleContext } from '../../recording-source.ts';
import type { RuleTest } from '../../rule-test.ts';
import { API, series } from '../../test-series.ts';

const RATE = 'service:http_requests:rate1h';

/** A week in hours, busy from 9 to 16 every day, as promtool writes it: `10x8` are nine samples. */
function weeks(count: number, night: number, day: number): string {
  return Array.from({ length: count * 7 }, () => `${night}x8 ${day}x7 ${night}x6`).join(' ');
}

const at = (day: number, hour: number): string => `${day * 24 + hour}h`;

/** Five weeks of requests, an evaluation every hour. */
export function baselineTests(_context: RuleContext): RuleTest[] {
  const interval = '1h';
  const band = (eval_: string, [lower, median, upper]: readonly [number, number, number]) => [
    { at: eval_, expr: 'baseline:http_requests:lower', expected: [{ labels: API, value: lower }] },
    {
      at: eval_,
      expr: 'baseline:http_requests:median',
      expected: [{ labels: API, value: median }],
    },
    { at: eval_, expr: 'baseline:http_requests:upper', expected: [{ labels: API, value: upper }] },
  ];
  return [
    {
      name: 'noon and midnight have their own band, as wide as the floor where every week was the same',
      interval,
      input: [series(RATE, API, `${weeks(4, 10, 100)} ${weeks(1, 10, 40)}`)],
      values: [
        ...band(at(28, 12), [70, 100, 130]),
        ...band(at(29, 2), [7, 10, 13]),
        // 40 where there should be 100, and one spread is 10.
        {
          at: at(28, 12),
          expr: 'baseline:http_requests:score',
          expected: [{ labels: API, value: -6 }],
        },
        {
          at: at(29, 2),
          expr: 'baseline:http_requests:score',
          expected: [{ labels: API, value: 0 }],
        },
      ],
    },
    {
      name: 'a week of outage does not move what is normal',
      interval,
      input: [series(RATE, API, `${weeks(2, 10, 100)} ${weeks(1, 0, 0)} ${weeks(2, 10, 100)}`)],
      values: [
        {
          at: at(28, 12),
          expr: 'baseline:http_requests:median',
          expected: [{ labels: API, value: 100 }],
        },
      ],
    },
    {
      name: 'nothing is normal before two weeks are known',
      interval,
      input: [series(RATE, API, weeks(3, 10, 100))],
      values: [
        { at: at(8, 12), expr: 'baseline:http_requests:median', expected: [] },
        { at: at(8, 12), expr: 'baseline:http_requests:score', expected: [] },
        {
          at: at(15, 12),
          expr: 'baseline:http_requests:median',
          expected: [{ labels: API, value: 100 }],
        },
      ],
    },
    {
      name: 'where nobody ever came, the absolute floor keeps the band open',
      interval,
      input: [series(RATE, API, weeks(5, 0, 0))],
      values: band(at(28, 12), [0, 0, 0.03]),
    },
  ];
}

/** Of a model whose second version is better and made most of the forecasts. */
export function versionTests(_context: RuleContext): RuleTest[] {
  const model = { ...API, fluxora_model_name: 'load', fluxora_forecast_horizon: '6h' };
  const of = (what: string, version: string, values: string) =>
    series(`fluxora:forecast_${what}:1d`, { ...model, fluxora_model_version: version }, values);
  return [
    {
      name: 'versions of a model count by their pairs',
      input: [
        of('mae', '1', '8x10'),
        of('pairs', '1', '100x10'),
        of('mae', '2', '4x10'),
        of('pairs', '2', '300x10'),
      ],
      values: [
        {
          at: '5m',
          expr: 'service_model:forecast_mae:1d',
          expected: [{ labels: model, value: 5 }],
        },
      ],
    },
  ];
}
