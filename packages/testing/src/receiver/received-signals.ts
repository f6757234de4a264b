import type { SignalType } from '@fluxora/telemetry-core';
import type { Attributes } from '@opentelemetry/api';
import { attributesKey } from '../signals/attributes-key.ts';
import { MetricTotals } from '../signals/metric-totals.ts';
import type { TestLog, TestMetric, TestSpan } from '../signals/test-signals.ts';
import type { RequestRecord } from './request-record.ts';

/** The requests that came and what the accepted ones contained. */
export class ReceivedSignals {
  #requests: RequestRecord[] = [];

  add(request: RequestRecord): void {
    this.#requests.push(request);
  }

  clear(): void {
    this.#requests = [];
  }

  requests(signal?: SignalType): RequestRecord[] {
    return this.#requests.filter((request) => !signal || request.payload?.signal === signal);
  }

  spans(): TestSpan[] {
    return this.#accepted().flatMap(({ payload, rejected }) =>
      withoutLast(payload?.spans ?? [], rejected),
    );
  }

  logs(): TestLog[] {
    return this.#accepted().flatMap(({ payload, rejected }) =>
      withoutLast(payload?.logs ?? [], rejected),
    );
  }

  metrics(): TestMetric[] {
    const totals = new MetricTotals();
    for (const { payload, rejected } of this.#accepted()) {
      totals.add(withoutLastPoints(payload?.metrics ?? [], rejected));
    }
    return totals.list();
  }

  resources(): Attributes[] {
    const all = [...this.spans(), ...this.metrics(), ...this.logs()].map((item) => item.resource);
    return Array.from(new Map(all.map((each) => [attributesKey(each), each])).values());
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
      `${this.spans().length} spans, ${this.metrics().length} metrics, ${this.logs().length} logs accepted; ` +
      `${length} requests${length > 0 ? `, the last: ${last.join(', ')}` : ''}`
    );
  }

  #accepted(): RequestRecord[] {
    return this.#requests.filter((request) => request.accepted);
  }
}

function withoutLast<T>(items: readonly T[], count: number): readonly T[] {
  return count > 0 ? items.slice(0, -count) : items;
}

function withoutLastPoints(metrics: readonly TestMetric[], count: number): TestMetric[] {
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
