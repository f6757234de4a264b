import type { SignalType } from '@fluxora/telemetry-core';
import type { UnsentRequest } from '../../export/otlp-transport.ts';
import { SignalAccount } from '../../export/signal-account.ts';
import { DropLedger } from '@fluxora/telemetry-core';

/** One way out for one signal: a collector, the console, another exporter. */
export interface Outlet<Entry> {
  /** What the SDK's provider is given: a processor or a reader. */
  readonly entry: Entry;
  /** Resolves when everything recorded before is settled. Never rejects. */
  flush(): Promise<void>;
  /** Takes nothing more and sends what waits. */
  shutdown(): Promise<void>;
  /** Gives up at once; closes connections and timers. */
  abort(): void;
  /** What has not been sent, serialised in this very turn; what cannot be is counted as lost. Nothing is sent afterwards. */
  takeUnsent(): UnsentRequest[];
}

/**
 * One outlet per exporter that is named. The books are kept by the first that is not the console, since an item that is also
 * printed was not created twice.
 */
export function createOutlets<Entry>(
  exporters: readonly string[],
  account: SignalAccount,
  create: (exporter: string, account: SignalAccount) => Outlet<Entry>,
): Outlet<Entry>[] {
  const main = exporters.find((name) => name !== 'console') ?? 'console';
  return exporters.map((name) => create(name, name === main ? account : unkept(account.signal)));
}

function unkept(signal: SignalType): SignalAccount {
  return new SignalAccount(signal, new DropLedger());
}
