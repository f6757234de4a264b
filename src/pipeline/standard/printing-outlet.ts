import type { SignalAccount } from '../../export/signal-account.ts';
import type { Outlet } from './outlet.ts';

/** Prints each item when it is recorded: what a developer sees must not depend on how the program ends. */
export function createPrintingOutlet<Item, Entry>(
  account: SignalAccount,
  print: (line: string) => void,
  format: (item: Item) => string,
  createEntry: (add: (item: Item) => void) => Entry,
): Outlet<Entry> {
  let isClosed = false;
  return {
    entry: createEntry((item) => {
      account.create();
      if (isClosed) {
        account.drop('shutdown', 1);
      } else {
        print(format(item));
        account.export(1);
      }
    }),
    flush: async () => undefined,
    async shutdown() {
      isClosed = true;
    },
    abort() {
      isClosed = true;
    },
    takeUnsent: () => [],
  };
}
