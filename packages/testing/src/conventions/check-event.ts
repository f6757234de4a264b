import type { Catalog, SignalDeclaration } from '@fluxora/telemetry-core';
import { levelOf } from '../expect/find-log.ts';
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
    problems.unshift(`has severity "${severity}", declared is "${declaration.severity}"`);
  }
  return problems;
}
