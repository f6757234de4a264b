import type { Attributes } from '@opentelemetry/api';
import { show } from '../expect/match-value.ts';
import type { TestSpan } from './test-signals.ts';

export interface TraceTreeOptions {
  /** Attributes to show: their keys, or `true` for all. @defaultValue none */
  readonly attributes?: readonly string[] | boolean;
  /** Show durations in milliseconds. Leave them out for snapshots, unless a fake clock makes them exact. @defaultValue true */
  readonly durations?: boolean;
}

/**
 * Draws spans as trees, one trace after the other, children in order of start. A span whose parent is not among `spans`
 * is drawn as a root, marked `(remote parent)` when the parent came from another process and `(parent missing)` otherwise.
 *
 * @example
 * traceTree(t.spans(), { durations: false });
 * // GET /forecast/:site (server)
 * // ├─ cache.get
 * // └─ model.predict  error: TypeError: no weights
 */
export function traceTree(spans: readonly TestSpan[], options: TraceTreeOptions = {}): string {
  const ids = new Set(spans.map((span) => idOf(span.traceId, span.spanId)));
  const roots: TestSpan[] = [];
  const children = new Map<string, TestSpan[]>();
  for (const span of inOrderOfStart(spans)) {
    const parent = span.parentSpanId && idOf(span.traceId, span.parentSpanId);
    if (!parent || !ids.has(parent)) roots.push(span);
    else children.set(parent, [...(children.get(parent) ?? []), span]);
  }
  const draw = (span: TestSpan, head: string, indent: string): string[] => {
    const below = children.get(idOf(span.traceId, span.spanId)) ?? [];
    return [
      head + describe(span, options) + orphanMark(span, ids),
      ...below.flatMap((child, index) =>
        index === below.length - 1
          ? draw(child, `${indent}└─ `, `${indent}   `)
          : draw(child, `${indent}├─ `, `${indent}│  `),
      ),
    ];
  };
  return roots.flatMap((root) => draw(root, '', '')).join('\n');
}

function describe(
  span: TestSpan,
  { attributes = false, durations = true }: TraceTreeOptions,
): string {
  const parts = [span.name];
  if (span.kind !== 'internal') parts[0] += ` (${span.kind})`;
  if (durations) parts.push(`${Math.round(span.durationMs * 1000) / 1000} ms`);
  const shown = chosen(span.attributes, attributes);
  if (shown) parts.push(shown);
  if (span.status.code === 'ok') parts.push('ok');
  if (span.status.code === 'error') parts.push(errorText(span));
  if (span.links.length > 0) parts.push(`links: ${span.links.length}`);
  return parts.join('  ');
}

function errorText(span: TestSpan): string {
  const exception = span.events.findLast((event) => event.name === 'exception')?.attributes;
  const type = exception?.['exception.type'] ?? span.attributes['error.type'];
  const message = span.status.message ?? exception?.['exception.message'];
  const detail = [type, message]
    .filter((part) => part !== undefined)
    .map(valueText)
    .join(': ');
  return detail ? `error: ${detail}` : 'error';
}

function chosen(attributes: Attributes, keys: readonly string[] | boolean): string {
  if (keys === false) return '';
  const shown = keys === true ? Object.keys(attributes).toSorted() : keys;
  return shown
    .filter((key) => attributes[key] !== undefined)
    .map((key) => `${key}=${valueText(attributes[key])}`)
    .join(' ');
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : show(value);
}

function orphanMark(span: TestSpan, ids: ReadonlySet<string>): string {
  if (!span.parentSpanId || ids.has(idOf(span.traceId, span.parentSpanId))) return '';
  return span.parentIsRemote ? '  (remote parent)' : '  (parent missing)';
}

/** Spans end children first; a tree reads in order of start, and ties keep the order in which parents would come first. */
function inOrderOfStart(spans: readonly TestSpan[]): TestSpan[] {
  return spans.toSorted((a, b) => a.startTimeMs - b.startTimeMs);
}

function idOf(traceId: string, spanId: string): string {
  return `${traceId}/${spanId}`;
}
