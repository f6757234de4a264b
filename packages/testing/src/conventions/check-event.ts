import type { Catalog, SignalDeclaration } from '@fluxora/telemetry-core';
import { levelOf } from '../expect/find-log.ts';
import { show } from '../expect/match-value.ts';
import type { TestLog } from '../signals/test-signals.ts';
import { attributeProblems } from './check-attributes.ts';

/** What is wrong with an event, given its declaration. */
export function eventProblems(
  log: TestLog,
  declaration: SignalDeclaration,
  catalog: Catalog,
): string[] {
  const problems = attributeProblems(log.attributes, declaration, catalog);
  if (declaration.kind !== 'event') return problems;
  const severity = levelOf(log.severityNumber ?? 0);
  if (severity !== declaration.severity) {
    problems.unshift(`has severity ${show(severity)}, declared is ${show(declaration.severity)}`);
  }
  return problems;
}
