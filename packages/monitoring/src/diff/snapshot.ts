import type { MetricShape } from '../signals/signal-index.ts';

/** What a metric was at a time, and who read it. */
export interface MetricSnapshot {
  readonly kind: MetricShape;
  readonly unit: string;
  readonly source: string;
  /** Names in the store. */
  readonly stored: readonly string[];
  /** Stored labels; their values where the catalog closes them, else empty. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  readonly buckets: readonly number[];
  /** Places that read it, also through recorded series, with the labels of this metric that they name. */
  readonly usedBy: Readonly<Record<string, readonly string[]>>;
}

export interface AlertSnapshot {
  readonly area: string;
  readonly severity: string;
  readonly for: string;
  readonly teams: readonly string[];
}

/** Everything about a plan whose change somebody notices: `signals.json`. */
export interface Snapshot {
  readonly version: 1;
  /** By OpenTelemetry name. */
  readonly metrics: Readonly<Record<string, MetricSnapshot>>;
  /** Recorded series and their places. */
  readonly recorded: Readonly<
    Record<string, { readonly labels: readonly string[]; readonly usedBy: readonly string[] }>
  >;
  readonly alerts: Readonly<Record<string, AlertSnapshot>>;
  readonly thresholds: Readonly<Record<string, string>>;
  readonly slos: Readonly<Record<string, string>>;
  /** By team, severity and step: names of receivers. */
  readonly routes: Readonly<Record<string, readonly string[]>>;
  readonly dashboards: Readonly<Record<string, string>>;
}

/** Reads what was written; undefined when it is something else. */
export function parseSnapshot(content: string): Snapshot | undefined {
  try {
    const value = JSON.parse(content) as Partial<Snapshot> | null;
    return isSnapshot(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const TEXTS = ['thresholds', 'slos', 'dashboards'] as const;

function isSnapshot(value: Partial<Snapshot> | null): value is Snapshot {
  if (value?.version !== 1) return false;
  const all = (members: unknown, test: (member: never) => boolean): boolean =>
    isRecord(members) && Object.values(members).every((member) => test(member as never));
  const isText = (member: unknown): boolean => typeof member === 'string';
  return (
    all(value.metrics, (metric: MetricSnapshot) => {
      const { stored, buckets, labels, usedBy } = metric;
      return (
        [stored, buckets].every(Array.isArray) &&
        [labels, usedBy].every((each) => all(each, Array.isArray))
      );
    }) &&
    all(value.recorded, ({ labels, usedBy }: Snapshot['recorded'][string]) =>
      [labels, usedBy].every(Array.isArray),
    ) &&
    all(value.alerts, ({ teams }: AlertSnapshot) => Array.isArray(teams)) &&
    all(value.routes, Array.isArray) &&
    TEXTS.every((name) => all(value[name], isText))
  );
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
