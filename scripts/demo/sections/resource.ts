import type { Evidence } from '../evidence.ts';
import { fit, heading, indent, paint, textOf } from '../style.ts';

/** Who sent it: the resource attributes. */
export function resourceSection({ resources }: Evidence): string {
  const [resource = {}] = resources;
  const keys = Object.keys(resource).toSorted();
  const width = Math.max(0, ...keys.map((key) => key.length));
  const lines = keys.map((key) => {
    const value = fit(textOf(resource[key]), 96 - width);
    return `${paint.dim(key.padEnd(width))}  ${value}`;
  });
  return `${heading('Resource', 'who sends')}\n${indent(lines.join('\n'))}`;
}
