import { catalogSignals, type Catalog } from '@fluxora/telemetry-core';
import { infrastructureCatalog } from '@fluxora/telemetry-infrastructure';
import { conventionFindings, type TestScope } from '@fluxora/telemetry-testing';
import type { ServiceEvidence } from '../evidence.ts';
import type { PromiseCheck } from './promise-check.ts';

/** The catalogs tell the truth. */
export const conventionPromises: readonly PromiseCheck[] = [
  {
    promise: 'what was emitted is what the catalogs declare, and nothing required is missing',
    breaches: (evidence) =>
      conventionFindings(inDeclaredScopes(evidence), evidence.catalogs, { required: true }),
  },
  {
    promise: 'everything that the catalogs recommend was emitted',
    breaches: (evidence) => notEmitted(evidence, NOT_IN_THE_DEMO),
  },
];

const NOT_IN_THE_DEMO: ReadonlySet<string> = new Set([
  // Server spans are named after their routes; and the demo opens no WebSocket.
  'http.server',
  'fluxora.http.server.upgrade',
  // Nothing goes wrong with what it depends on, nor at its end.
  'db.client.connection.timeouts',
  'fluxora.cache.evictions',
  'fluxora.health.changed',
  'fluxora.drain.step.failed',
  // What generic-pool does not tell, caches that do not weigh what they hold, and that are too quick to be timed.
  'db.client.connection.idle.max',
  'db.client.connection.idle.min',
  'db.client.connection.create_time',
  'fluxora.cache.usage',
  'fluxora.cache.limit',
  'fluxora.cache.operation.duration',
]);

/** Not everything is there on every machine: no swap, no control group, no disk of its own. It has promises of its own. */
const DEPENDS_ON_THE_MACHINE: ReadonlySet<string> = new Set([infrastructureCatalog.name]);

/**
 * Signals that a service's catalogs recommend and that did not arrive.
 *
 * @param exceptions - Names of those of which nobody expects it.
 */
export function notEmitted(evidence: ServiceEvidence, exceptions: ReadonlySet<string>): string[] {
  const { metrics, spans, logs, catalogs } = evidence;
  const named = [...metrics, ...spans].map(({ name }) => name);
  const emitted = new Set([...named, ...logs.flatMap(({ eventName }) => eventName ?? [])]);
  return catalogs
    .filter((catalog) => !DEPENDS_ON_THE_MACHINE.has(catalog.name))
    .flatMap((catalog) => catalogSignals(catalog))
    .filter(({ name }) => !emitted.has(name) && !exceptions.has(name))
    .filter(({ requirement }) => requirement !== 'opt_in')
    .map(({ name, kind }) => `${kind} ${name} did not arrive`);
}

/** `withSpan` and the logger emit in the scope of core; here they count as part of the catalog that declares their names. */
export function inDeclaredScopes({ metrics, spans, logs, catalogs }: ServiceEvidence) {
  return {
    metrics,
    spans: spans.map((span) => ({
      ...span,
      scope: declaringScope(span.name, catalogs) ?? span.scope,
    })),
    logs: logs.map((log) => ({
      ...log,
      scope: (log.eventName && declaringScope(log.eventName, catalogs)) || log.scope,
    })),
  };
}

function declaringScope(name: string, catalogs: readonly Catalog[]): TestScope | undefined {
  const catalog = catalogs.find((each) =>
    catalogSignals(each).some((signal) => signal.name === name),
  );
  return catalog && { name: catalog.name, version: catalog.version, schemaUrl: '' };
}
