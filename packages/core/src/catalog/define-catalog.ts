import { TelemetryError } from '../telemetry-error.ts';
import type {
  AttributeDeclarations,
  AttributeDeclaration,
  Catalog,
  RequirementLevel,
  SignalDeclaration,
} from './catalog.ts';
import { attributeProblems, isRecord, isText, unknownMembers } from './check-attributes.ts';
import { signalProblems } from './check-signals.ts';
import { quote } from './quote.ts';

const MEMBERS = new Set(['name', 'version', 'attributes', 'signals']);

/** Makes an attribute that the catalog does not declare a compile error. */
type OnlyDeclared<A, S> = {
  readonly [K in keyof S]: S[K] extends { readonly attributes: infer U }
    ? {
        readonly attributes: {
          readonly [N in keyof U]: N extends keyof A ? RequirementLevel : never;
        };
      }
    : unknown;
};

/**
 * Declares every signal of a package once: the types of its instruments, its runtime guards, its reports and its
 * conformance test are read from here.
 *
 * Call it at module level. Literal names and values are inferred, so `as const` is not needed.
 *
 * @param catalog - See {@link Catalog}. It is copied.
 * @returns The catalog, deeply frozen.
 * @throws TelemetryError with code `catalog.invalid` that lists every problem with its value and the mend.
 *
 * @example
 * export const jobCatalog = defineCatalog({
 *   name: '@fluxora/telemetry-job-runner',
 *   version: '0.1.0',
 *   attributes: {
 *     'fluxora.job.outcome': { values: ['ok', 'failed'], description: 'How the job ended.' },
 *   },
 *   signals: {
 *     duration: {
 *       name: 'fluxora.job.duration',
 *       kind: 'histogram',
 *       unit: 's',
 *       description: 'Time from pickup to the final outcome of a job.',
 *       stability: 'stable',
 *       buckets: [0.1, 1, 10, 100],
 *       attributes: { 'fluxora.job.outcome': 'required' },
 *     },
 *   },
 * });
 */
export function defineCatalog<
  const A extends Readonly<Record<string, AttributeDeclaration>>,
  const S extends Readonly<Record<string, SignalDeclaration>>,
>(catalog: {
  readonly name: string;
  readonly version: string;
  readonly attributes: A;
  readonly signals: S & OnlyDeclared<A, S>;
}): Catalog<A, S> {
  const problems = catalogProblems(catalog);
  if (problems.length > 0) {
    throw new TelemetryError(
      'catalog.invalid',
      problems.map((problem) => `telemetry/catalog: ${problem}`),
    );
  }
  return frozenCopy(catalog) as Catalog<A, S>;
}

function catalogProblems(catalog: unknown): string[] {
  if (!isRecord(catalog)) {
    return [
      `the catalog is ${quote(catalog)}. Pass an object with name, version, attributes and signals.`,
    ];
  }
  const problems = unknownMembers(catalog, MEMBERS).map((problem) => `the catalog ${problem}`);
  for (const member of ['name', 'version']) {
    if (!isText(catalog[member])) {
      problems.push(`${member} is ${quote(catalog[member])}. Use the ${member} of the package.`);
    }
  }
  const attributes = isRecord(catalog.attributes) ? catalog.attributes : {};
  return [
    ...problems,
    ...attributeProblems(catalog.attributes),
    ...signalProblems(catalog.signals, attributes as AttributeDeclarations),
  ];
}

function frozenCopy(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy));
  if (!isRecord(value)) return value;
  return Object.freeze(
    Object.fromEntries(Object.entries(value).map(([key, member]) => [key, frozenCopy(member)])),
  );
}
