/** What the client does with the answer. */
export type ClientBehaviour =
  | { readonly kind: 'read' }
  /** Leaves before the first byte of the answer, `afterMs` after the request has arrived. */
  | { readonly kind: 'abort_before'; readonly afterMs: number }
  /** Leaves after the first bytes of the answer. */
  | { readonly kind: 'abort_during' }
  /** Reads a stream that does not end by itself, then leaves. */
  | { readonly kind: 'listen'; readonly durationMs: number };

/** One request of the demo, and what telemetry is to say about it. */
export interface PlannedRequest {
  /** Unique; travels in the user agent, by which its span is found again. */
  readonly id: number;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** The route that is right for it; absent when no route answers it. */
  readonly route?: string;
  /** The status to be answered; absent when the client leaves before it is known. */
  readonly status?: number;
  readonly behaviour: ClientBehaviour;
  /** Sent as JSON, or as it is when it is a string. */
  readonly body?: unknown;
  /** Who asks, and on which plan: as a gateway would tell the service. */
  readonly user: { readonly id: string; readonly plan: 'basic' | 'pro' };
  /** The caller's trace, when the request is part of one. */
  readonly traceId?: string;
  /** True for what telemetry leaves out by default: health checks. */
  readonly isIgnored: boolean;
}

/** What the client saw. */
export interface SentRequest {
  readonly planned: PlannedRequest;
  /** Absent when the client left before the answer. */
  readonly status?: number;
  /** Value of the `x-cache` header. */
  readonly cache?: string;
  readonly durationMs: number;
  /** Set when something happened that was not planned. */
  readonly failure?: string;
}

export const USER_AGENT = 'fluxora-demo/';
