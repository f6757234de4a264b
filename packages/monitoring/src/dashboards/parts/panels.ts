import type { Panel, PanelQuery, Row, Step } from '../dashboard-source.ts';

/** What a panel needs to be told; the rest follows from its kind. */
type Told = Pick<Panel, 'title' | 'description' | 'queries'> & Partial<Panel>;

/** One number, a sixth of the width. */
export const stat = (told: Told): Panel => ({ kind: 'stat', width: 4, height: 4, ...told });

/** A graph over time of what may be below 0, half the width. */
export const signedGraph = (told: Told): Panel => ({
  kind: 'timeseries',
  width: 12,
  height: 8,
  ...told,
});

/** A graph over time, half the width. Its scale begins at 0, so that small changes do not look large. */
export const graph = (told: Told): Panel => signedGraph({ min: 0, ...told });

/** A table over the whole width. Its queries ask for the present. */
export const table = (told: Told): Panel => ({ kind: 'table', width: 24, height: 8, ...told });

/**
 * Bars, one per series, by what the queries say now. They ask for an hour and show its end: only over a range does Prometheus sort
 * series by their labels.
 */
export const bars = (told: Told): Panel => ({
  kind: 'bargauge',
  width: 12,
  height: 8,
  timeFrom: '1h',
  ...told,
});

/** How a histogram spreads over time. */
export const heatmap = (told: Told): Panel => ({ kind: 'heatmap', width: 12, height: 8, ...told });

/** Which state held when, one line per series. */
export const states = (told: Told): Panel => ({
  kind: 'state-timeline',
  width: 24,
  height: 7,
  ...told,
});

export const row = (title: string, panels: readonly Panel[]): Row => ({ title, panels });

/** For what is looked at when the rest said where: instances, details. */
export const collapsed = (title: string, panels: readonly Panel[]): Row => ({
  title,
  panels,
  isCollapsed: true,
});

/** A query of the present value. */
export const now = (expr: string, legend?: string): PanelQuery => ({
  expr,
  isInstant: true,
  ...(legend !== undefined && { legend }),
});

export const query = (expr: string, legend?: string): PanelQuery => ({
  expr,
  ...(legend !== undefined && { legend }),
});

/** Green, yellow from `warn`, red from `bad`. */
export const rising = (warn: number, bad: number): readonly Step[] => [
  { from: -Infinity, color: 'green' },
  { from: warn, color: 'yellow' },
  { from: bad, color: 'red' },
];

/** Red, yellow from `warn`, green from `good`. */
export const falling = (warn: number, good: number): readonly Step[] => [
  { from: -Infinity, color: 'red' },
  { from: warn, color: 'yellow' },
  { from: good, color: 'green' },
];

/** Green as long as it is nothing. */
export const noneIsGood: readonly Step[] = [
  { from: -Infinity, color: 'green' },
  { from: 1e-9, color: 'red' },
];
