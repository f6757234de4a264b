/** What was started, to be undone in the opposite order. One that fails does not keep the others from it. */
export class UndoStack {
  readonly #actions: (() => void)[] = [];

  add(action: () => void): void {
    this.#actions.push(action);
  }

  /** Undoes everything once; a second call does nothing. Never throws. */
  run(): void {
    for (const action of this.#actions.splice(0).toReversed()) {
      try {
        action();
      } catch {
        // The next one may still free something.
      }
    }
  }
}
