import { catalogSignals, type Catalog } from '@fluxora/telemetry-core';
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
        .flatMap((catalog) => catalogSignals(catalog))
        .filter(({ name }) => !emitted.has(name) && !NOT_IN_THE_DEMO.has(name))
        .filter(({ requirement }) => requirement !== 'opt_in')
        .map(({ name, kind }) => `${kind} ${name} did not arrive`);
    },
  },
];

/** Server spans are named after their routes; and the demo opens no WebSocket. */
const NOT_IN_THE_DEMO: ReadonlySet<string> = new Set([
  'http.server',
  'fluxora.http.server.upgrade',
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
