import { AssertionError } from 'node:assert';
import type { Catalog } from '@fluxora/telemetry-core';
import type { TelemetrySource } from '../signals/telemetry-source.ts';
import { conventionFindings, type ConventionOptions } from './convention-findings.ts';

/**
 * Asserts that what was emitted is what the catalogs declare: in their scopes, every metric, span and event is declared, with
 * its kind, unit, description, buckets, attributes and their values. Signals of other scopes and plain log records are not
 * looked at; metrics that were read already are.
 *
 * @throws AssertionError that lists every finding.
 *
 * @example
 * assertConventions(t, [httpServerCatalog], { required: true });
 */
export function assertConventions(
  source: TelemetrySource,
  catalogs: readonly Catalog[],
  options: ConventionOptions = {},
): void {
  const findings = conventionFindings(source, catalogs, options);
  if (findings.length === 0) return;
  throw new AssertionError({
    message:
      `telemetry/testing: what was emitted is not what ${catalogs.map((each) => each.name).join(', ')} declare.\n` +
      `  - ${findings.join('\n  - ')}`,
    actual: findings,
    expected: [],
    operator: 'assertConventions',
    stackStartFn: assertConventions,
  });
}
