import {
  either,
  flag,
  isRecord,
  listOf,
  oneOf,
  rule,
  text,
} from '@fluxora/telemetry-core/option-rules';
import { DASHBOARD_NAMES } from '../../dashboards/dashboard-names.ts';
import type { DashboardSource } from '../../dashboards/dashboard-source.ts';
import { parseDurationSeconds } from '../../rules/duration.ts';
import type { AlertSource, Runbook } from '../../rules/alert-source.ts';
import type { RecordingSource } from '../../rules/recording-source.ts';
import { defaultThresholds, type Threshold } from '../../rules/thresholds.ts';
import type { ForeignMetric } from '../../signals/signal-index.ts';
import { AREAS } from '../service.ts';
import { callable, number, objectOf } from './object-rule.ts';

const texts = (use: string) => listOf(text, use);

const duration = rule(
  (value) => typeof value === 'string' && parseDurationSeconds(value) !== undefined,
  'a duration as Prometheus writes it, such as 10m or 0s',
);

/** A day that exists: `2026-02-30` does not. */
export const day = rule(isDay, 'a day such as 2026-11-22');

function isDay(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(value);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

export const thresholdShape = objectOf<Threshold>(
  { value: number, unit: text, reason: text, review: day },
  {},
);

export const foreignShape = objectOf<ForeignMetric>(
  {
    name: text,
    kind: oneOf('counter', 'upDownCounter', 'gauge', 'histogram'),
    unit: rule((value) => typeof value === 'string', 'a unit of UCUM, or an empty text'),
    attributes: texts('attributes'),
    source: text,
  },
  { isPrometheusName: flag },
);

/** Made by `defineCatalog`, which looked at everything within. */
export const catalogShape = rule(
  (value) =>
    isRecord(value) &&
    typeof value['name'] === 'string' &&
    isRecord(value['attributes']) &&
    isRecord(value['signals']),
  'what defineCatalog or declaredKpis returns',
);

/** Whether it says enough is judged with the rest of the plan. */
const words = rule((value) => typeof value === 'string', 'a text');

const runbookShape = objectOf<Runbook>(
  {
    meaning: words,
    impact: words,
    diagnosis: listOf(
      objectOf<Runbook['diagnosis'][number]>({ step: text }, { query: callable }),
      'steps',
    ),
    mitigation: texts('steps'),
    escalation: words,
    reviewed: day,
  },
  {},
);

export const alertShape = objectOf<AlertSource>(
  {
    name: rule(
      (value) => typeof value === 'string' && /^[A-Z][A-Za-z0-9]*$/.test(value),
      'PascalCase, such as JobsFailing',
    ),
    area: text,
    severity: oneOf('page', 'ticket', 'none'),
    for: duration,
    labels: texts('labels'),
    summary: text,
    description: text,
    dashboard: oneOf(...DASHBOARD_NAMES),
    runbook: runbookShape,
    expr: callable,
    tests: callable,
  },
  {
    needs: oneOf(...AREAS),
    per: oneOf('services', 'platform'),
    isWanted: callable,
    keepFiringFor: duration,
    thresholds: listOf(oneOf(...Object.keys(defaultThresholds)), 'thresholds'),
    inhibits: listOf(
      objectOf<NonNullable<AlertSource['inhibits']>[number]>(
        { alert: text, equal: texts('labels') },
        {},
      ),
      'alerts',
    ),
  },
);

export const recordingShape = objectOf<RecordingSource>(
  { name: text, rules: callable },
  { interval: either('a duration such as 30s', duration), tests: callable },
);

export const dashboardShape = objectOf<DashboardSource>(
  { name: text, dashboard: callable },
  { isWanted: callable },
);
