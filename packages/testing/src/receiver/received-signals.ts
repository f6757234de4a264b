import type { SignalType } from '@fluxora/telemetry-core';
import type { Attributes } from '@opentelemetry/api';
import { attributesKey } from '../signals/attributes-key.ts';
import { MetricTotals } from '../signals/metric-totals.ts';
import type { TestLog, TestMetric, TestSpan } from '../signals/test-signals.ts';
import type { RequestRecord } from './request-record.ts';

/** The requests that came and what the accepted ones contained. */
export class ReceivedSignals {
  #requests: RequestRecord[] = [];
  #spans: TestSpan[] = [];
  #logs: TestLog[] = [];
  #metrics = new MetricTotals();
  #resources = new Map<string, Attributes>();

  add(request: RequestRecord): void {
    this.#requests.push(request);
  }

  /** Takes in what the request contained, except the last `rejected` items. */
  accept({ payload }: RequestRecord, rejected: number): void {
    if (!payload) return;
    const spans = withoutLast(payload.spans, rejected);
    const logs = withoutLast(payload.logs, rejected);
    const metrics = withoutLastPoints(payload.metrics, rejected);
    for (const { resource } of [...spans, ...logs, ...metrics]) {
      this.#resources.set(attributesKey(resource), resource);
    }
    this.#spans.push(...spans);
    this.#logs.push(...logs);
    this.#metrics.add(metrics);
  }

  clear(): void {
    this.#requests = [];
    this.#spans = [];
    this.#logs = [];
    this.#metrics = new MetricTotals();
    this.#resources = new Map();
  }

  requests(signal?: SignalType): RequestRecord[] {
    return this.#requests.filter((request) => !signal || request.payload?.signal === signal);
  }

  spans(): TestSpan[] {
    return [...this.#spans];
  }

  logs(): TestLog[] {
    return [...this.#logs];
  }

  metrics(): TestMetric[] {
    return this.#metrics.list();
  }

  resources(): Attributes[] {
    return [...this.#resources.values()];
  }

  bytes(): number {
    return this.#requests.reduce((sum, request) => sum + request.bytes, 0);
  }

  /** One line for errors. */
  summary(): string {
    const { length } = this.#requests;
    const last = this.#requests
      .slice(-10)
      .map((each) => `${each.path} ${each.status || 'unanswered'} (${each.payload?.items ?? 0})`);
    return (
      `${this.#spans.length} spans, ${this.metrics().length} metrics, ${this.#logs.length} logs accepted; ` +
      `${length} requests${length > 0 ? `, the last: ${last.join(', ')}` : ''}`
    );
  }
}

function withoutLast<T>(items: readonly T[], count: number): readonly T[] {
  return count > 0 ? items.slice(0, -count) : items;
}

function withoutLastPoints(metrics: readonly TestMetric[], count: number): readonly TestMetric[] {
  if (count === 0) return metrics;
  let left = count;
  return metrics
    .toReversed()
    .map((metric) => {
      const points = withoutLast(metric.points, left);
      left -= metric.points.length - points.length;
      return { ...metric, points };
    })
    .filter((metric) => metric.points.length > 0)
    .toReversed();
}
