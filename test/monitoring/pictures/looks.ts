import type {
  FieldJson,
  OverrideJson,
  PanelJson,
  StepJson,
} from '../../../packages/monitoring/src/outputs/grafana/grafana-json.ts';

/** Grafana's dark theme. */
export const THEME = {
  page: '#111217',
  panel: '#181b1f',
  border: '#2c2f36',
  text: '#ccccdc',
  muted: '#8e8e9c',
  grid: '#26292f',
} as const;

const COLORS: Readonly<Record<string, string>> = {
  green: '#73bf69',
  yellow: '#fade2a',
  orange: '#ff9830',
  red: '#f2495c',
  blue: '#5794f2',
  purple: '#b877d9',
  text: '#ccccdc',
  transparent: 'transparent',
};

/** Grafana's classic palette. */
const PALETTE = [
  '#7eb26d',
  '#eab839',
  '#6ed0e0',
  '#ef843c',
  '#e24d42',
  '#1f78c1',
  '#ba43a9',
  '#705da0',
  '#508642',
  '#cca300',
  '#447ebc',
  '#c15c17',
  '#890f02',
  '#0a437c',
  '#6d1f62',
  '#584477',
];

export const colorOf = (name: string): string => COLORS[name] ?? name;

export const paletteColor = (index: number): string => PALETTE[index % PALETTE.length]!;

/** How a field looks: the panel's defaults and what its overrides change. */
export interface FieldLook {
  readonly unit: string | undefined;
  readonly decimals: number | undefined;
  readonly steps: readonly StepJson[];
  readonly mappings: FieldJson['mappings'];
  readonly fixedColor: string | undefined;
  readonly isDashed: boolean;
  readonly isRight: boolean;
  readonly cellColor: boolean;
  readonly width: number | undefined;
  readonly isLinked: boolean;
}

export function fieldLook(
  { fieldConfig: { defaults, overrides } }: PanelJson,
  name: string,
): FieldLook {
  const properties = new Map(
    overrides
      .filter((override) => isMeant(override, name))
      .flatMap((override) => override.properties.map(({ id, value }) => [id, value] as const)),
  );
  const thresholds = (properties.get('thresholds') ?? defaults.thresholds) as
    FieldJson['thresholds'] | undefined;
  const color = properties.get('color') as { readonly fixedColor?: string } | undefined;
  return {
    unit: (properties.get('unit') as string | undefined) ?? defaults.unit,
    decimals: (properties.get('decimals') as number | undefined) ?? defaults.decimals,
    steps: thresholds?.steps ?? [],
    mappings:
      (properties.get('mappings') as FieldJson['mappings'] | undefined) ?? defaults.mappings ?? [],
    fixedColor: color?.fixedColor === undefined ? undefined : colorOf(color.fixedColor),
    isDashed: properties.has('custom.lineStyle'),
    isRight: properties.get('custom.axisPlacement') === 'right',
    cellColor: properties.has('custom.cellOptions'),
    width: properties.get('custom.width') as number | undefined,
    isLinked: properties.has('links'),
  };
}

function isMeant({ matcher: { id, options } }: OverrideJson, name: string): boolean {
  if (id === 'byName') return options === name;
  const [, pattern = '', flags = ''] = /^\/(.*)\/(\w*)$/.exec(options) ?? [];
  return new RegExp(pattern, flags).test(name);
}

/** The colour of the step in which a value is. */
export function stepColor(steps: readonly StepJson[], value: number): string {
  const step = steps.findLast(({ value: from }) => from === null || value >= from) ?? steps[0];
  return colorOf(step?.color ?? 'text');
}

/** The word that stands for a value, if any. */
export function mapped(mappings: FieldJson['mappings'], value: number) {
  for (const { options } of mappings) {
    const found = options[String(value)];
    if (found) return found;
  }
  return undefined;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
