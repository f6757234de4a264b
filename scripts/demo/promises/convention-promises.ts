import { catalogSignals, type Catalog } from '@fluxora/telemetry-core';
import { infrastructureCatalog } from '@fluxora/telemetry-infrastructure';
import { conventionFindings, type TestScope } from '@fluxora/telemetry-testing';
import type { Evidence } from '../evidence.ts';
import type { PromiseCheck } from './promise-check.ts';

/** The catalogs tell the truth. */
export const conventionPromises: readonly PromiseCheck[] = [
  {
    promise: 'what was emitted is what the catalogs declare, and nothing required is missing',
    breaches: (evidence) => {
      const { metrics, catalogs } = evidence;
      const source = { metrics, spans: ownSpans(evidence), logs: ownLogs(evidence) };
      return conventionFindings(source, catalogs, { required: true });
    },
  },
  {
    promise: 'everything that the catalogs recommend was emitted',
    breaches: (evidence) => {
      const emitted = new Set(
        [...evidence.metrics, ...evidence.spans]
          .map(({ name }) => name)
          .concat(eventNames(evidence)),
      );
      return evidence.catalogs
        .filter((catalog) => !DEPENDS_ON_THE_MACHINE.has(catalog.name))
        .flatMap((catalog) => catalogSignals(catalog))
        .filter(({ name }) => !emitted.has(name) && !NOT_IN_THE_DEMO.has(name))
        .filter(({ requirement }) => requirement !== 'opt_in')
        .map(({ name, kind }) => `${kind} ${name} did not arrive`);
    },
  },
];

/** Not everything is there on every machine: no swap, no control group, no disk of its own. It has promises of its own. */
const DEPENDS_ON_THE_MACHINE: ReadonlySet<string> = new Set([infrastructureCatalog.name]);

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

function eventNames({ logs }: Evidence): string[] {
  return logs.flatMap(({ eventName }) => eventName ?? []);
}

/** `withSpan` and the logger emit in the scope of core; here they count as part of the catalog that declares their names. */
function ownSpans({ spans, catalogs }: Evidence) {
  return spans.map((span) => ({
    ...span,
    scope: declaringScope(span.name, catalogs) ?? span.scope,
  }));
}

function ownLogs({ logs, catalogs }: Evidence) {
  return logs.map((log) => ({
    ...log,
    scope: (log.eventName && declaringScope(log.eventName, catalogs)) || log.scope,
  }));
}

function declaringScope(name: string, catalogs: readonly Catalog[]): TestScope | undefined {
  const catalog = catalogs.find((each) =>
    catalogSignals(each).some((signal) => signal.name === name),
  );
  return catalog && { name: catalog.name, version: catalog.version, schemaUrl: '' };
}
