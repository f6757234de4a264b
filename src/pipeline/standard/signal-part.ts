import type { UnsentRequest } from '../../export/otlp-transport.ts';

/** One signal's share of a pipeline. */
export interface SignalPart<Provider> {
  readonly provider: Provider;
  /** Resolves when everything recorded before is settled. */
  flush(): Promise<void>;
  /** Flushes, and takes nothing more. */
  shutdown(): Promise<void>;
  /** Gives up at once; closes connections and timers. */
  abort(): void;
  /** What has not been sent, serialised in this very turn. Nothing is sent by the pipeline afterwards. */
  takeUnsent(): UnsentRequest[];
}
