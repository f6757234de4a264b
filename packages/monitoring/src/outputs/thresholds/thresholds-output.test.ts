import { expect, test } from 'vitest';
import { createPlan } from '../../create-plan.ts';
import { defineMonitoring } from '../../define/define-monitoring.ts';
import { platform, platformDefinition } from '../../fixtures/platform.ts';
import { thresholdsOutput } from './thresholds-output.ts';

const pageOf = (definition = platform): string =>
  thresholdsOutput.files(createPlan(definition).plan)[0]?.content ?? '';

/** The cells of the row of a threshold. */
const rowOf = (page: string, name: string): string[] =>
  (page.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? '')
    .split(' | ')
    .map((cell) => cell.replaceAll(/^\| | \|$/g, ''));

test('every limit is there once, with its reason, its review and the alerts that read it', () => {
  const page = pageOf();
  const names = Array.from(page.matchAll(/^\| `(\w+)`/gm), ([, name = '']) => name);
  expect(names.toSorted()).toEqual(Object.keys(platform.thresholds).toSorted());
  expect(rowOf(page, 'comparedRequestRate').at(-1)).toBe(
    '[TrafficDropped](runbooks/TrafficDropped.md), [ResponsesSlow](runbooks/ResponsesSlow.md)',
  );
});

test.each([
  ['jobFailureShare', '20 %'],
  ['jobFailures', '3 jobs'],
  ['forecastAge', '1d2h'],
  ['slowResponse', '0.25 s'],
  ['forecastSkill', '0'],
  ['poolPendingRequests', '1 request'],
  ['comparedRequestRate', '0.1 request/s'],
])('%s reads as %s', (name, expected) => {
  expect(rowOf(pageOf(), name)[1]).toBe(expected);
});

test('shows what the definition says instead', () => {
  const own = { value: 0.5, unit: '1', reason: 'Half of them | or so.', review: '2027-01-31' };
  const page = pageOf(
    defineMonitoring({ ...platformDefinition, thresholds: { jobFailureShare: own } }),
  );
  expect(page).toContain(
    '| `jobFailureShare` | 50 % | Half of them \\| or so. | 2027-01-31 | [JobsFailing](runbooks/JobsFailing.md) |',
  );
});
