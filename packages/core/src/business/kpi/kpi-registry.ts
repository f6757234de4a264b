import type { AttributeDeclarations, Catalog, SignalDeclaration } from '../../catalog/catalog.ts';
import { prometheusForm } from '../../catalog/name-rules.ts';
import { quote } from '../../catalog/quote.ts';
import { TelemetryError } from '../../telemetry-error.ts';
import { readKpi, toKpiCatalog } from './read-kpi.ts';

/** A KPI: a catalog with one signal. */
export interface DeclaredKpi {
  readonly key: string;
  readonly catalog: Catalog;
}

/** The KPIs that have been declared, each once. */
export class KpiRegistry {
  /** By the form of the name that Prometheus sees: two that share it would be one there. */
  readonly #declared = new Map<string, DeclaredKpi>();
  #all = toKpiCatalog({}, {}).catalog as Catalog;

  /** All of them as one catalog. */
  get catalog(): Catalog {
    return this.#all;
  }

  /** @throws TelemetryError with code `kpi.invalid` that lists every problem. */
  declare(name: unknown, options: unknown): DeclaredKpi {
    const place = typeof name === 'string' ? prometheusForm(name) : '';
    const former = this.#declared.get(place);
    const key = former?.key ?? this.#freeKey(name);
    const { catalog, problems } = readKpi(key, name, options);
    if (catalog === undefined || problems.length > 0) throw invalid(problems);
    if (former) {
      const differences = differencesBetween(former.catalog, catalog, key);
      if (differences.length > 0) throw invalid([redeclaration(former, name, differences)]);
      return former;
    }
    const conflicts = this.#conflicts(catalog);
    const merged = toKpiCatalog(
      { ...this.#all.attributes, ...catalog.attributes },
      { ...this.#all.signals, ...catalog.signals },
    );
    if (merged.catalog === undefined || conflicts.length > 0) {
      throw invalid([...conflicts, ...merged.problems]);
    }
    this.#all = merged.catalog;
    const kpi = { key, catalog };
    this.#declared.set(place, kpi);
    return kpi;
  }

  /** `acme.sites.active` → `acmeSitesActive`, with a number behind it in the rare case that it is taken. */
  #freeKey(name: unknown): string {
    const words = (typeof name === 'string' ? name : '').match(/[a-zA-Z0-9]+/g) ?? [];
    const [first = '', ...others] = words.map((word) => word.toLowerCase());
    const key = [first, ...others.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join(
      '',
    );
    const base = /^[a-z]/.test(key) ? key : 'kpi';
    let free = base;
    for (let number = 2; Object.hasOwn(this.#all.signals, free); number += 1)
      free = `${base}${number}`;
    return free;
  }

  /** An attribute means the same wherever it stands. */
  #conflicts({ attributes, signals }: Catalog): string[] {
    const [signal] = Object.values(signals);
    return Object.entries(attributes).flatMap(([attribute, declaration]) => {
      const former = Object.hasOwn(this.#all.attributes, attribute)
        ? this.#all.attributes[attribute]
        : undefined;
      if (former === undefined || textOf(former) === textOf(declaration)) return [];
      const owners = Object.values(this.#all.signals).filter((other) =>
        Object.hasOwn(other.attributes ?? {}, attribute),
      );
      return [
        `telemetry/kpi: attribute "${attribute}" of "${signal?.name}" is declared in another way by ` +
          `${owners.map((owner) => `"${owner.name}"`).join(', ')}. Share one declaration, or rename one.`,
      ];
    });
  }
}

function invalid(problems: readonly string[]): TelemetryError {
  return new TelemetryError('kpi.invalid', problems);
}

function redeclaration(
  { catalog, key }: DeclaredKpi,
  name: unknown,
  differences: string[],
): string {
  return (
    `telemetry/kpi: ${quote(name)} was declared before${catalog.signals[key]?.name === name ? '' : ` as "${catalog.signals[key]?.name}"`} ` +
    `with ${differences.join(', and with ')}. Declare it once and import it, or give it another name.`
  );
}

/** `unit "EUR", now "MWh"`, one for each member that differs. */
function differencesBetween(former: Catalog, present: Catalog, key: string): string[] {
  const one = members(former.signals[key], former.attributes);
  const other = members(present.signals[key], present.attributes);
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((member) => {
    const [before, now] = [textOf(one[member]), textOf(other[member])];
    return before === now ? [] : [`${member} ${before}, now ${now}`];
  });
}

function members(
  signal: SignalDeclaration | undefined,
  attributes: AttributeDeclarations,
): Record<string, unknown> {
  const levels = signal?.attributes ?? {};
  const described = Object.entries(attributes).map(([name, declaration]) => {
    return [name, { ...declaration, requirement: levels[name] }] as const;
  });
  return { ...signal, attributes: Object.fromEntries(described) };
}

/** The same text for the same plain data, in whichever order its members stand. */
function textOf(value: unknown): string {
  return (
    JSON.stringify(value, (_, member: unknown) =>
      typeof member === 'object' && member !== null && !Array.isArray(member)
        ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : member,
    ) ?? 'none'
  );
}
