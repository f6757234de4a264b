import type {
  Column,
  Dashboard,
  Panel,
  SeriesStyle,
  Step,
} from '../../dashboards/dashboard-source.ts';
import type { FieldJson, MappingJson, OverrideJson, StepJson } from './grafana-json.ts';
import { dataLink, type Targets } from './link-url.ts';
import { grafanaUnit } from './units.ts';

/** What holds for every value of a panel. */
export function fieldDefaults(
  panel: Panel,
  custom: object,
  from: Dashboard,
  targets: Targets,
): Partial<FieldJson> {
  const { unit, decimals, min, max, noValue = '-', links = [] } = panel;
  return {
    ...(unit !== undefined && { unit: grafanaUnit(unit) }),
    ...(decimals !== undefined && { decimals }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    noValue,
    color: { mode: colorMode(panel) },
    thresholds: { mode: 'absolute', steps: thresholdSteps(panel.steps) },
    mappings: mappings(panel.values),
    links: links.map((link) => dataLink(link, from, targets)),
    custom,
  };
}

/** Series are told apart by colour on a graph; elsewhere the colour says whether a value is good. */
function colorMode({ kind }: Panel): FieldJson['color']['mode'] {
  return kind === 'timeseries' || kind === 'piechart' ? 'palette-classic' : 'thresholds';
}

function thresholdSteps(steps: readonly Step[] | undefined): StepJson[] {
  if (steps === undefined || steps.length === 0) return [{ value: null, color: 'text' }];
  return steps.map(({ from, color }, index) => ({ value: index === 0 ? null : from, color }));
}

function mappings(values: Panel['values']): MappingJson[] {
  if (values === undefined) return [];
  const options = Object.fromEntries(
    Object.entries(values).map(([value, { text, color }], index) => [
      value,
      { text, color, index },
    ]),
  );
  return [{ type: 'value', options }];
}

/** How some series differ. A pattern (`/…/`) means several. */
export function seriesOverride(
  { name, color, unit, isDashed = false }: SeriesStyle,
  panel: Panel,
): OverrideJson {
  const isOtherUnit = unit !== undefined && unit !== panel.unit;
  return {
    matcher: { id: name.startsWith('/') ? 'byRegexp' : 'byName', options: name },
    properties: [
      ...(color === undefined
        ? []
        : [{ id: 'color', value: { mode: 'fixed', fixedColor: color } }]),
      ...(unit === undefined ? [] : [{ id: 'unit', value: grafanaUnit(unit) }]),
      ...(isOtherUnit ? [{ id: 'custom.axisPlacement', value: 'right' }] : []),
      ...(isDashed
        ? [
            { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 8] } },
            { id: 'custom.fillOpacity', value: 0 },
          ]
        : []),
    ],
  };
}

/** Unit, colours, words and links of a column of a table. */
export function columnOverride(
  { title, unit, decimals, steps, values, link, width }: Column,
  from: Dashboard,
  targets: Targets,
): OverrideJson {
  return {
    matcher: { id: 'byName', options: title },
    properties: [
      ...(unit === undefined ? [] : [{ id: 'unit', value: grafanaUnit(unit) }]),
      ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
      ...(width === undefined ? [] : [{ id: 'custom.width', value: width }]),
      ...(steps === undefined
        ? []
        : [{ id: 'thresholds', value: { mode: 'absolute', steps: thresholdSteps(steps) } }]),
      ...(values === undefined ? [] : [{ id: 'mappings', value: mappings(values) }]),
      ...(steps === undefined && values === undefined
        ? []
        : [{ id: 'custom.cellOptions', value: { type: 'color-text' } }]),
      ...(link === undefined ? [] : [{ id: 'links', value: [dataLink(link, from, targets)] }]),
    ],
  };
}
