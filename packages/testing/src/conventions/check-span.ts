import type { Catalog, SignalDeclaration, SpanDeclaration } from '@fluxora/telemetry-core';
import type { TestSpan } from '../signals/test-signals.ts';
import { attributeProblems } from './check-attributes.ts';

/**
 * The declaration that a span belongs to. The names of spans are made at run time (`GET /forecast/:site`), so a declaration
 * claims the spans that have its name and, failing that, those of its kind; of several, the one that allows the most of
 * the span's attributes.
 */
export function spanDeclarationOf(
  span: TestSpan,
  signals: readonly SignalDeclaration[],
): SpanDeclaration | undefined {
  const declared = signals.filter((each): each is SpanDeclaration => each.kind === 'span');
  const named = declared.find((each) => each.name === span.name);
  if (named) return named;
  const strangers = (each: SpanDeclaration): number =>
    Object.keys(span.attributes).filter((name) => !Object.hasOwn(each.attributes ?? {}, name))
      .length;
  return declared
    .filter((each) => each.spanKind === span.kind)
    .toSorted((a, b) => strangers(a) - strangers(b))[0];
}

/** What is wrong with a span, given its declaration. */
export function spanProblems(
  span: TestSpan,
  declaration: SignalDeclaration,
  catalog: Catalog,
): string[] {
  const problems = attributeProblems(span.attributes, declaration, catalog);
  if (declaration.kind === 'span' && declaration.spanKind !== span.kind) {
    problems.unshift(`has kind "${span.kind}", declared is "${declaration.spanKind}"`);
  }
  return problems;
}
