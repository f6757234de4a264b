import { parseDocument, isMap, isScalar, visit, type Document } from 'yaml';
import type { OutputFile } from '../outputs/output.ts';
import { accelerateExpression } from './accelerate-expression.ts';
import { shorten } from './shorten.ts';

/** Keys whose value is a duration, by the folder whose files they stand in. */
const DURATIONS: Readonly<Record<string, ReadonlySet<string>>> = {
  'prometheus/rules': new Set(['interval', 'for', 'keep_firing_for']),
  'prometheus/prometheus': new Set(['scrape_interval', 'scrape_timeout', 'evaluation_interval']),
  'alertmanager/alertmanager': new Set(['group_wait', 'group_interval', 'repeat_interval']),
};

/** How often something is done: not more often than once a second, which servers with hundreds of rules do not keep up with. */
const INTERVALS = new Set(['interval', 'evaluation_interval', 'scrape_interval', 'scrape_timeout']);
const LEAST_INTERVAL_MS = 1_000;

/**
 * The same monitoring, so many times faster, for a drill: what takes an hour to raise an alert takes a minute at 60.
 *
 * Shorter are the ranges, steps and offsets of rules, how long they must hold, how often they are evaluated and scraped, and how
 * Alertmanager groups and repeats. Not shorter are limits in seconds (the age of a job), times of day, and what the services do:
 * let them export as much more often.
 *
 * @param factor - Above 1.
 */
export function accelerateFiles(files: readonly OutputFile[], factor: number): OutputFile[] {
  // Tests of rules are about the rules in earnest.
  const kept = files.filter(({ path }) => !path.startsWith('prometheus/tests/'));
  return kept.map((file) => {
    const folder = Object.keys(DURATIONS).find((prefix) => file.path.startsWith(prefix));
    const keys = folder === undefined ? undefined : DURATIONS[folder];
    if (keys === undefined || !/\.ya?ml$/.test(file.path)) return file;
    return { ...file, content: accelerateDocument(parseDocument(file.content), keys, factor) };
  });
}

function accelerateDocument(document: Document, keys: ReadonlySet<string>, factor: number): string {
  visit(document, {
    Pair(_, { key, value }, path) {
      if (!isScalar(key) || !isScalar(value) || typeof value.value !== 'string') return;
      if (isLabels(path)) return;
      const text = value.value;
      const name = String(key.value);
      const leastMs = INTERVALS.has(name) ? LEAST_INTERVAL_MS : undefined;
      if (keys.has(name)) value.value = shorten(text, factor, leastMs);
      if (key.value === 'expr') value.value = accelerateExpression(text, factor);
    },
  });
  return document.toString({ lineWidth: 0 });
}

/** What stands below `labels` and `annotations` is text, whatever its name. */
function isLabels(path: readonly unknown[]): boolean {
  return path.some(
    (node) =>
      typeof node === 'object' &&
      node !== null &&
      'key' in node &&
      isScalar(node.key) &&
      ['labels', 'annotations'].includes(String(node.key.value)) &&
      'value' in node &&
      isMap(node.value),
  );
}
