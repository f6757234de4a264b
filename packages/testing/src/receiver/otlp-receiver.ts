import type { SignalType } from '@fluxora/telemetry-core';
import type { Attributes } from '@opentelemetry/api';
import type { TestLog, TestMetric, TestSpan } from '../signals/test-signals.ts';
import type { OtlpFaultInput, OtlpFaultScope } from './otlp-fault.ts';
import type { ReceivedRequest } from './received-request.ts';

export interface OtlpReceiverOptions {
  /** 0 lets the system choose. @defaultValue 0 */
  readonly port?: number;
  /** Address to listen on; keep it on loopback. @defaultValue '127.0.0.1' */
  readonly host?: string;
  /** Faults for the first requests, as with `script()`. */
  readonly faults?: readonly OtlpFaultInput[];
  /** Larger bodies, before or after decompression, are answered with 413. Bytes, > 0. @defaultValue 64 MiB */
  readonly maxBodyBytes?: number;
  /** Let the process end although the receiver is open. @defaultValue false */
  readonly unref?: boolean;
}

export interface WaitOptions {
  /** Milliseconds. @defaultValue 5_000 */
  readonly timeoutMs?: number;
  /** Names what is waited for in the error. @defaultValue the predicate's source text */
  readonly what?: string;
}

/** An OTLP/HTTP collector in this process, which remembers what it got and fails on demand. */
export interface OtlpReceiver extends AsyncDisposable {
  /** Base endpoint, for example `http://127.0.0.1:41234`: what OTEL_EXPORTER_OTLP_ENDPOINT takes. */
  readonly url: string;
  readonly port: number;
  /** The accepted spans, in order of acceptance. */
  spans(): TestSpan[];
  /** The accepted metrics, added up: deltas are summed, of cumulative points and gauges the latest stands. */
  metrics(): TestMetric[];
  /** The accepted metric of this name, the first when several resources or scopes have it; `undefined` when none came. */
  metric(name: string): TestMetric | undefined;
  /** The accepted log records, in order of acceptance. */
  logs(): TestLog[];
  /** The accepted log records that have an event name. */
  events(): TestLog[];
  /** The attributes of every distinct resource that sent something accepted. */
  resources(): Attributes[];
  /** Every request, accepted or not, in order of arrival. */
  requests(signal?: SignalType): ReceivedRequest[];
  /** Bytes of all request bodies as they came over the wire. */
  bytes(): number;
  /**
   * Treats every request so until changed; `null` ends it. `'refuse'` closes the port and every open connection, so that
   * connecting fails; `null` (or another fault) opens the same port again. Resolves when it is in force.
   */
  fault(fault: OtlpFaultInput | 'refuse' | null, scope?: OtlpFaultScope): Promise<void>;
  /** Treats the next requests so, one each; afterwards the permanent fault applies again. */
  script(faults: readonly OtlpFaultInput[], scope?: OtlpFaultScope): void;
  /**
   * Resolves as soon as `predicate` holds; it is asked now and after every request. Rejects when the time is up with an
   * error that says what there was, when `predicate` throws, and when the receiver closes.
   */
  waitFor(predicate: (receiver: OtlpReceiver) => boolean, options?: WaitOptions): Promise<void>;
  /** Forgets everything received. Faults stay. */
  reset(): void;
  /** Closes the port and every connection, also those that hang. Leaves no socket and no timer. May be called twice. */
  close(): Promise<void>;
}
