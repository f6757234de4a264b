import { catalogSignals, type Catalog, type SignalDeclaration } from '@fluxora/telemetry-core';
import type { TestScope } from '../signals/test-signals.ts';
import { logsOf, spansOf, totalsOf, type TelemetrySource } from '../signals/telemetry-source.ts';
import { eventProblems } from './check-event.ts';
import { metricProblems } from './check-metric.ts';
import { spanDeclarationOf, spanProblems } from './check-span.ts';

export interface ConventionOptions {
  /** Also ask that every signal with requirement `required` was emitted. @defaultValue false */
  readonly required?: boolean;
}

/** Every difference between what was emitted and what the catalogs declare, one sentence each, without repetition. */
export function conventionFindings(
  source: TelemetrySource,
  catalogs: readonly Catalog[],
  { required = false }: ConventionOptions = {},
): string[] {
  const byScope = new Map(catalogs.map((catalog) => [catalog.name, catalog]));
  const emitted = new Set<SignalDeclaration>();
  const findings = new Set<string>();
  const check = (
    what: string,
    scope: TestScope,
    declarationIn: (signals: readonly SignalDeclaration[]) => SignalDeclaration | undefined,
    problemsOf: (declaration: SignalDeclaration, catalog: Catalog) => readonly string[],
  ): void => {
    const catalog = byScope.get(scope.name);
    if (!catalog) return;
    if (scope.version !== catalog.version) {
      findings.add(
        `scope ${scope.name} has version "${scope.version}", the catalog says "${catalog.version}"`,
      );
    }
    const declaration = declarationIn(catalogSignals(catalog));
    if (!declaration) {
      findings.add(`${what} is not declared in ${catalog.name}`);
      return;
    }
    emitted.add(declaration);
    for (const problem of problemsOf(declaration, catalog)) findings.add(`${what} ${problem}`);
  };

  for (const metric of totalsOf(source)) {
    check(
      `metric "${metric.name}"`,
      metric.scope,
      (signals) => signals.find((each) => isMetricNamed(each, metric.name)),
      (declaration, catalog) => metricProblems(metric, declaration, catalog),
    );
  }
  for (const span of spansOf(source)) {
    check(
      `span "${span.name}" (${span.kind})`,
      span.scope,
      (signals) => spanDeclarationOf(span, signals),
      (declaration, catalog) => spanProblems(span, declaration, catalog),
    );
  }
  for (const log of logsOf(source)) {
    if (log.eventName === undefined) continue;
    check(
      `event "${log.eventName}"`,
      log.scope,
      (signals) => signals.find((each) => each.kind === 'event' && each.name === log.eventName),
      (declaration, catalog) => eventProblems(log, declaration, catalog),
    );
  }
  if (required) for (const text of missing(catalogs, emitted)) findings.add(text);
  return [...findings];
}

function missing(catalogs: readonly Catalog[], emitted: ReadonlySet<SignalDeclaration>): string[] {
  return catalogs.flatMap((catalog) =>
    catalogSignals(catalog)
      .filter((signal) => signal.requirement === 'required' && !emitted.has(signal))
      .map(
        (signal) =>
          `${signal.kind} "${signal.name}" of ${catalog.name} is required and was not emitted`,
      ),
  );
}

function isMetricNamed(signal: SignalDeclaration, name: string): boolean {
  return signal.kind !== 'span' && signal.kind !== 'event' && signal.name === name;
}
