import type { Attributes } from '@opentelemetry/api';
import { DropLedger, Notices, type Providers } from '@fluxora/telemetry-core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { clockedLoggerProvider, clockedTracerProvider } from './clock/clocked-providers.ts';
import type { Clock } from './clock/fake-clock.ts';
import { registerGlobals } from './globals/register-globals.ts';
import { useSharedContextManager } from './globals/shared-context-manager.ts';
import { DeltaReader } from './sdk/delta-reader.ts';
import { toTestLog, toTestMetrics, toTestSpan } from './sdk/from-sdk.ts';
import { MetricTotals } from './signals/metric-totals.ts';
import type { TestLog, TestMetric, TestSpan } from './signals/test-signals.ts';
import { traceTree, type TraceTreeOptions } from './signals/trace-tree.ts';

export interface TestTelemetryOptions {
  /**
   * Also register as the process's global providers, for code that knows no `providers`. What was registered before comes
   * back on dispose. Not for tests that run in parallel in one process. @defaultValue false
   */
  readonly globals?: boolean;
  /** Attributes of the resource. @defaultValue `{ 'service.name': 'test' }` */
  readonly resource?: Attributes;
  /** Where spans, span events and log records take their times from. @defaultValue the system's clock */
  readonly clock?: Clock;
}

/** In-memory telemetry of one test. Everything emitted into `providers` is visible at once. */
export interface TestTelemetry extends Disposable, AsyncDisposable {
  /** Hand these to the code under test. */
  readonly providers: Required<Providers>;
  /** What the code under test counted as lost or trimmed. */
  readonly drops: DropLedger;
  readonly notices: Notices;
  /** The messages said through `notices`, oldest first. */
  said(): string[];
  /** The spans that have ended, in order of ending. */
  spans(): TestSpan[];
  /** What every metric gained since it was last read. Synchronous observable callbacks run now; for asynchronous ones see `collect()`. */
  metrics(): TestMetric[];
  /** The same for one metric: others stay unread. `undefined` when it gained nothing. */
  metric(name: string): TestMetric | undefined;
  /** What `metrics()` would return, without reading it. */
  peek(): TestMetric[];
  /** What every metric gained since creation or `reset()`, read or not; reads nothing. */
  totals(): TestMetric[];
  /** Every log record, events included, in order of emission. */
  logs(): TestLog[];
  /** The log records that have an event name. */
  events(): TestLog[];
  /** The traces as text, to read or to snapshot. Ids do not appear. */
  tree(options?: TraceTreeOptions): string;
  /** Waits for asynchronous observable callbacks; the next `metrics()` has their values. */
  collect(): Promise<void>;
  /** Forgets spans, logs, metrics and what was said. Drops are counted on. Instruments keep working. */
  reset(): void;
  /** Stops recording and gives the globals back. What was recorded stays readable. */
  dispose(): Promise<void>;
}

/**
 * Creates telemetry for one test: real OpenTelemetry SDK providers that record into memory, isolated from every other.
 *
 * Nothing global is touched, except that a context manager is registered while there is none, because the OpenTelemetry API
 * can have only one per process and spans would not nest without it (`globals: true` registers the rest, too).
 *
 * @example
 * using t = createTestTelemetry();
 * const tracer = t.providers.tracerProvider.getTracer('demo');
 * tracer.startActiveSpan('forecast', (span) => span.end());
 * t.spans()[0]?.name; // 'forecast'
 */
export function createTestTelemetry(options: TestTelemetryOptions = {}): TestTelemetry {
  return new InMemoryTelemetry(options);
}

class InMemoryTelemetry implements TestTelemetry {
  readonly providers: Required<Providers>;
  readonly drops = new DropLedger();
  readonly notices: Notices;
  readonly #resource;
  readonly #reader: DeltaReader;
  readonly #releases: (() => void)[];
  readonly #unread = new MetricTotals();
  readonly #totals = new MetricTotals();
  #spans: TestSpan[] = [];
  #logs: TestLog[] = [];
  #said: string[] = [];
  #isDisposed = false;

  constructor({
    globals = false,
    resource = { 'service.name': 'test' },
    clock,
  }: TestTelemetryOptions) {
    this.#resource = resourceFromAttributes(resource);
    this.#reader = new DeltaReader(clock ? () => clock.now() : Date.now);
    this.notices = new Notices((message) => this.#said.push(message));
    const tracerProvider = this.#tracerProvider();
    const loggerProvider = this.#loggerProvider();
    this.providers = {
      tracerProvider: clock ? clockedTracerProvider(tracerProvider, clock) : tracerProvider,
      meterProvider: new MeterProvider({ resource: this.#resource, readers: [this.#reader] }),
      loggerProvider: clock ? clockedLoggerProvider(loggerProvider, clock) : loggerProvider,
      drops: this.drops,
      notices: this.notices,
    };
    this.#releases = [useSharedContextManager()];
    if (globals) this.#releases.push(registerGlobals(this.providers));
  }

  said(): string[] {
    return [...this.#said];
  }

  spans(): TestSpan[] {
    return [...this.#spans];
  }

  logs(): TestLog[] {
    return [...this.#logs];
  }

  events(): TestLog[] {
    return this.#logs.filter((log) => log.eventName !== undefined);
  }

  metrics(): TestMetric[] {
    const metrics = this.peek();
    this.#unread.clear();
    return metrics;
  }

  metric(name: string): TestMetric | undefined {
    const metric = this.peek().find((each) => each.name === name);
    this.#unread.clear(name);
    return metric;
  }

  totals(): TestMetric[] {
    this.#pull();
    return this.#totals.list();
  }

  peek(): TestMetric[] {
    this.#pull();
    return this.#unread.list();
  }

  tree(options?: TraceTreeOptions): string {
    return traceTree(this.#spans, options);
  }

  collect(): Promise<void> {
    return this.#reader.settle();
  }

  reset(): void {
    this.#pull();
    this.#spans = [];
    this.#logs = [];
    this.#said = [];
    this.#unread.clear();
    this.#totals.clear();
  }

  async dispose(): Promise<void> {
    this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    if (!this.#isDisposed) this.#pull();
    this.#isDisposed = true;
    for (const release of this.#releases.splice(0).toReversed()) release();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this[Symbol.dispose]();
  }

  #pull(): void {
    if (this.#isDisposed) return;
    const metrics = toTestMetrics(this.#reader.collectNow(), this.#resource);
    this.#unread.add(metrics);
    this.#totals.add(metrics);
  }

  #tracerProvider(): TracerProvider {
    return new TracerProvider({
      resource: this.#resource,
      spanProcessors: [
        {
          onStart: () => undefined,
          onEnd: (span) => {
            if (!this.#isDisposed) this.#spans.push(toTestSpan(span));
          },
          forceFlush: async () => undefined,
          shutdown: async () => undefined,
        },
      ],
    });
  }

  #loggerProvider(): LoggerProvider {
    return new LoggerProvider({
      resource: this.#resource,
      processors: [
        {
          enabled: () => !this.#isDisposed,
          onEmit: (record) => {
            this.#logs.push(toTestLog(record));
          },
          forceFlush: async () => undefined,
          shutdown: async () => undefined,
        },
      ],
    });
  }
}
