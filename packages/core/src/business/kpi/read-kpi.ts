import type {
  AttributeDeclaration,
  AttributeDeclarations,
  Catalog,
  RequirementLevel,
  SignalDeclaration,
} from '../../catalog/catalog.ts';
import { isRecord, unknownMembers } from '../../catalog/check-attributes.ts';
import { isMetricKind } from '../../catalog/check-signals.ts';
import { defineCatalog } from '../../catalog/define-catalog.ts';
import { quote } from '../../catalog/quote.ts';
import { TelemetryError } from '../../telemetry-error.ts';

/** Scope of all KPIs. */
const SCOPE = { name: '@fluxora/telemetry-core/kpis', version: '0.1.0' } as const;

/** A catalog, or what is wrong with it. */
export interface CatalogAttempt {
  readonly catalog: Catalog | undefined;
  readonly problems: readonly string[];
}

const MEMBERS = new Set([
  'kind',
  'unit',
  'description',
  'attributes',
  'stability',
  'maxSeries',
  'buckets',
  'providers',
]);

/** Makes a catalog of the KPIs given. Never throws. */
export function toKpiCatalog(
  attributes: AttributeDeclarations,
  signals: Readonly<Record<string, SignalDeclaration>>,
): CatalogAttempt {
  try {
    return { catalog: defineCatalog({ ...SCOPE, attributes, signals }), problems: [] };
  } catch (error) {
    if (!(error instanceof TelemetryError)) throw error;
    const problems = error.problems.map((problem) =>
      problem.replace('telemetry/catalog:', 'telemetry/kpi:'),
    );
    return { catalog: undefined, problems };
  }
}

/** Reads one KPI as a catalog of its own, under the key `key`. */
export function readKpi(key: string, name: unknown, options: unknown): CatalogAttempt {
  if (!isRecord(options)) {
    const problem = `telemetry/kpi: ${quote(name)} is declared with ${quote(options)}. Pass an object with kind, unit and description.`;
    return { catalog: undefined, problems: [problem] };
  }
  const { attributes, kind } = options;
  const own = unknownMembers(options, MEMBERS);
  if (!isMetricKind(kind)) {
    own.push(
      `has kind ${quote(kind)}. Use counter, upDownCounter, gauge, histogram or an observable.`,
    );
  }
  if (attributes !== undefined && !isRecord(attributes)) {
    own.push(`has attributes ${quote(attributes)}. Declare an object of attributes by name.`);
  }
  const entries = isRecord(attributes) ? Object.entries(attributes) : [];
  const { providers: _, ...declaration } = options;
  // A kind that is none is said once, above, and not again through what follows from it.
  if (!isMetricKind(kind)) delete declaration.buckets;
  const signal = {
    stability: 'stable',
    ...declaration,
    name,
    kind: isMetricKind(kind) ? kind : 'gauge',
    attributes: Object.fromEntries(
      entries.map(([attribute, given]) => [attribute, levelOf(given)]),
    ),
  };
  const known = Object.entries(signal).filter(
    ([member]) => MEMBERS.has(member) || member === 'name',
  );
  const { catalog, problems } = toKpiCatalog(
    Object.fromEntries(entries.map(([attribute, given]) => [attribute, declarationOf(given)])),
    { [key]: Object.fromEntries(known) as unknown as SignalDeclaration },
  );
  return {
    catalog,
    problems: [...own.map((problem) => `telemetry/kpi: ${quote(name)} ${problem}`), ...problems],
  };
}

function levelOf(attribute: unknown): RequirementLevel {
  const level = isRecord(attribute) ? attribute.requirement : undefined;
  return (level as RequirementLevel | undefined) ?? 'required';
}

function declarationOf(attribute: unknown): AttributeDeclaration {
  if (!isRecord(attribute)) return attribute as AttributeDeclaration;
  const { requirement: _, ...declaration } = attribute;
  return declaration as unknown as AttributeDeclaration;
}
