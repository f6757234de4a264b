import type {
  AttributeDeclaration,
  Catalog,
  MetricDeclaration,
  SignalDeclaration,
} from './catalog.ts';
import { catalogSignals, isMetric } from './catalog-signals.ts';
import { MAX_SERIES } from './check-attributes.ts';

/**
 * Renders what packages emit as Markdown, for review and documentation.
 *
 * The same catalogs always give the same text: signals and attributes are sorted by name, and versions are left out, so that a
 * difference is a change of what is promised. One section of the second level per catalog.
 */
export function renderSignalReport(catalogs: readonly Catalog[]): string {
  const sections = catalogs
    .toSorted((a, b) => compare(a.name, b.name))
    .flatMap((catalog) => [`## ${catalog.name}`, ...catalogSections(catalog)]);
  return `${sections.join('\n\n')}\n`;
}

function catalogSections(catalog: Catalog): string[] {
  const signals = catalogSignals(catalog).toSorted((a, b) => compare(a.name, b.name));
  const groups = {
    Metrics: signals.filter(isMetric),
    Spans: signals.filter((signal) => signal.kind === 'span'),
    Events: signals.filter((signal) => signal.kind === 'event'),
  };
  const attributes = Object.entries(catalog.attributes).toSorted(([a], [b]) => compare(a, b));
  return [
    ...Object.entries(groups).flatMap(([title, members]) =>
      members.length > 0 ? [`### ${title}`, ...members.flatMap(signalSection)] : [],
    ),
    ...(attributes.length > 0
      ? [
          '### Attributes',
          table(
            ['attribute', 'values', 'description'],
            attributes.map(([name, declaration]) => [
              code(name),
              allowedValues(declaration),
              declaration.description,
            ]),
          ),
        ]
      : []),
  ];
}

function signalSection(signal: SignalDeclaration): string[] {
  const facts = {
    ...kindFacts(signal),
    stability: signal.stability,
    level: signal.requirement ?? 'recommended',
  };
  const attributes = Object.entries(signal.attributes ?? {}).toSorted(([a], [b]) => compare(a, b));
  return [
    `#### ${code(signal.name)}`,
    oneLine(signal.description),
    table(Object.keys(facts), [Object.values(facts)]),
    ...(attributes.length > 0
      ? [
          table(
            ['attribute', 'level'],
            attributes.map(([name, level]) => [code(name), level]),
          ),
        ]
      : []),
  ];
}

function kindFacts(signal: SignalDeclaration): Record<string, string> {
  if (signal.kind === 'span') return { kind: `span, ${signal.spanKind}` };
  if (signal.kind === 'event') return { kind: 'event', severity: signal.severity };
  return metricFacts(signal);
}

function metricFacts(metric: MetricDeclaration): Record<string, string> {
  return {
    kind: metric.kind,
    unit: code(metric.unit),
    series: `at most ${metric.maxSeries ?? MAX_SERIES}`,
    ...(metric.kind === 'histogram' ? { buckets: metric.buckets.join(', ') } : {}),
  };
}

function allowedValues(declaration: AttributeDeclaration): string {
  if ('values' in declaration) return declaration.values.map((value) => code(value)).join(', ');
  const { type, maxValues } = declaration;
  return maxValues === undefined ? type : `${type}, at most ${maxValues} values`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => row(cells)).join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => oneLine(cell).replaceAll('|', String.raw`\|`)).join(' | ')} |`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function code(value: string | number | boolean): string {
  return `\`${value}\``;
}

/** By code unit: the same on every machine, unlike a comparison by locale. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
