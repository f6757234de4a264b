import { parseDurationSeconds } from '../../../packages/monitoring/src/rules/duration.ts';
import type {
  AnnotationJson,
  PanelJson,
  TargetJson,
} from '../../../packages/monitoring/src/outputs/grafana/grafana-json.ts';
import { interpolate, timeVariables, type Chosen, type Span } from './interpolate.ts';
import type { PrometheusApi, StoredSeries } from './prometheus-api.ts';

/** A series with the name that the legend shows. */
export interface NamedSeries extends StoredSeries {
  readonly refId: string;
  readonly name: string;
}

export interface PanelData {
  readonly panel: PanelJson;
  readonly span: Span;
  readonly stepSeconds: number;
  readonly series: readonly NamedSeries[];
  /** What Prometheus refused. */
  readonly errors: readonly string[];
}

export interface Asked {
  readonly prometheus: PrometheusApi;
  readonly span: Span;
  readonly chosen: Chosen;
  readonly exportSeconds: number;
}

/** Asks what a panel asks, in steps that fit its width. */
export async function panelData(
  panel: PanelJson,
  pixels: number,
  asked: Asked,
): Promise<PanelData> {
  const { prometheus, exportSeconds, chosen } = asked;
  const span = spanOf(panel, asked.span);
  const stepSeconds = stepOf(span, pixels, Math.max(exportSeconds, secondsOf(panel.interval)));
  const values = { ...chosen, ...timeVariables(span, stepSeconds, exportSeconds) };
  const errors: string[] = [];
  const series: NamedSeries[] = [];
  for (const target of panel.targets ?? []) {
    if (target.expr === undefined || target.datasource.type !== 'prometheus') continue;
    const query = interpolate(target.expr, values);
    try {
      const found = target.instant
        ? await prometheus.instant(query, span.to)
        : await prometheus.range(query, alignedTo(span.from, stepSeconds), span.to, stepSeconds);
      series.push(
        ...found.map((each) => ({
          ...each,
          refId: target.refId,
          name: nameOf(each, target, found.length),
        })),
      );
    } catch (error) {
      errors.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { panel, span, stepSeconds, series, errors };
}

export interface Mark {
  readonly color: string;
  readonly title: string;
  readonly from: number;
  readonly to: number;
}

/** What annotations mark: each run of points with a value, as one. */
export async function marks(
  annotations: readonly AnnotationJson[],
  asked: Asked,
): Promise<readonly Mark[]> {
  const { prometheus, span, chosen } = asked;
  const step = stepOf(span, 800, 60);
  const found: Mark[] = [];
  for (const { expr, iconColor, titleFormat } of annotations) {
    const series = await prometheus.range(interpolate(expr, chosen), span.from, span.to, step);
    for (const { labels, points } of series) {
      let open: Mark | undefined;
      for (const [time, value] of points) {
        if (!(value > 0)) continue;
        if (open && time - open.to <= step) found.pop();
        open = {
          color: iconColor,
          title: legendText(titleFormat, labels),
          from: open && time - open.to <= step ? open.from : time,
          to: time,
        };
        found.push(open);
      }
    }
  }
  return found;
}

function spanOf({ timeFrom }: PanelJson, { from, to }: Span): Span {
  return timeFrom === undefined ? { from, to } : { from: to - secondsOf(timeFrom), to };
}

/** 0 where there is no duration. */
export function secondsOf(duration: string | undefined): number {
  return parseDurationSeconds(duration ?? '') ?? 0;
}

/** One point per two pixels, in steps that people would choose. */
function stepOf({ from, to }: Span, pixels: number, least: number): number {
  const wanted = Math.max((to - from) / (pixels / 2), least);
  const nice = [
    15, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
  ];
  return nice.find((step) => step >= wanted) ?? 86_400;
}

const alignedTo = (time: number, step: number): number => Math.floor(time / step) * step;

function nameOf(
  { labels }: StoredSeries,
  { legendFormat = '__auto', expr = '' }: TargetJson,
  count: number,
): string {
  if (legendFormat !== '__auto') return legendText(legendFormat, labels);
  const pairs = Object.entries(labels).filter(([label]) => label !== '__name__');
  if (pairs.length === 0) return count === 1 ? 'Value' : expr;
  return `{${pairs.map(([label, value]) => `${label}="${value}"`).join(', ')}}`;
}

function legendText(format: string, labels: Readonly<Record<string, string>>): string {
  return format
    .replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? '')
    .trim();
}
