/**
 * The platform of the examples runs, its OTLP goes through the real Collector with the generated configuration into a real Prometheus
 * with the generated rules, and every query of every dashboard and every rule gives series, or stands in quiet-queries.ts with the reason.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseQuery } from '../../../packages/monitoring/src/promql/parse-query.ts';
import { eventually } from '../support/eventually.ts';
import { asGrafanaSends, dashboardQueries } from './platform/dashboard-queries.ts';
import { exercise } from './platform/exercise.ts';
import { startLivePlatform, type LivePlatform } from './platform/live-platform.ts';
import { QUIET } from './platform/quiet-queries.ts';

/** Rules are evaluated every six seconds; their windows are never full here, which a rate does not need. */
const DRILL = 5;

let platform: LivePlatform;

beforeAll(async () => {
  platform = await startLivePlatform({ drill: DRILL });
  await exercise(platform);
  const { prometheus } = platform;
  await eventually(
    'all rules have been evaluated',
    async () => (await prometheus.rules()).every(({ health }) => health !== 'unknown'),
    90_000,
  );
  // Rules over what rules have recorded come after those.
  await delay(20_000);
}, 240_000);

afterAll(() => platform?.[Symbol.asyncDispose](), 60_000);

describe('dashboards', () => {
  test('every panel, variable and annotation gives series', async () => {
    const queries = dashboardQueries(platform.directory);
    expect(queries.length).toBeGreaterThan(100);
    const silent: string[] = [];
    for (const { place, kind, expr } of queries) {
      const count = kind === 'variable' ? await countValues(expr) : await countSeries(expr);
      if (count === 0) silent.push(`${place}: ${expr}`);
    }
    expect(unexplained(silent)).toEqual([]);
  });
});

describe('rules', () => {
  test('every rule is evaluated without an error', async () => {
    const failing = (await platform.prometheus.rules()).filter(({ health }) => health !== 'ok');
    expect(failing.map(({ name, lastError }) => `${name}: ${lastError}`)).toEqual([]);
  });

  test('every recording rule records series', async () => {
    const rules = (await platform.prometheus.rules()).filter(({ type }) => type === 'recording');
    const silent: string[] = [];
    for (const name of new Set(rules.map((rule) => rule.name))) {
      if ((await platform.prometheus.query(name)).length === 0) silent.push(name);
    }
    expect(unexplained(silent)).toEqual([]);
  });

  test('every series that an alert looks at is there', async () => {
    const rules = (await platform.prometheus.rules()).filter(({ type }) => type === 'alerting');
    const looked = new Map<string, string>();
    for (const { name, query } of rules) {
      for (const { name: metric, matchers } of parseQuery(query).metrics) {
        const text = matchers.map(
          ({ label, operator, value }) => label + operator + JSON.stringify(value),
        );
        looked.set(`${metric ?? ''}{${text.join(', ')}}`, name);
      }
    }
    expect(looked.size).toBeGreaterThan(30);
    const silent: string[] = [];
    for (const [selector, alert] of looked) {
      // Also what was there a while ago: an alert may look back.
      const found = await platform.prometheus.query(`count(last_over_time(${selector}[1h]))`);
      if (found.length === 0) silent.push(`${alert}: ${selector}`);
    }
    expect(unexplained(silent)).toEqual([]);
  });

  test('nothing is explained that gives series', async () => {
    expect(
      QUIET.filter(({ matches, isSometimes }) => !isSometimes && !used.has(matches)).map(
        ({ matches }) => matches,
      ),
    ).toEqual([]);
  });
});

const used = new Set<RegExp>();

function unexplained(silent: readonly string[]): string[] {
  return silent.filter((text) => {
    const found = QUIET.find(({ matches }) => matches.test(text));
    if (found) used.add(found.matches);
    return found === undefined;
  });
}

async function countSeries(expr: string): Promise<number> {
  return (await platform.prometheus.query(asGrafanaSends(expr, `${300 / DRILL}s`))).length;
}

/** `label_values(metric, label)` and `query_result(…)`. */
async function countValues(query: string): Promise<number> {
  const text = asGrafanaSends(query, '15s');
  const [, metric, label] = /^label_values\((.*),\s*(\w+)\)$/.exec(text) ?? [];
  if (metric === undefined || label === undefined)
    return countSeries(/^query_result\((.*)\)$/.exec(text)?.[1] ?? text);
  return (await platform.prometheus.query(`count by (${label}) (${metric})`)).filter(
    ({ labels }) => labels[label] !== undefined,
  ).length;
}
