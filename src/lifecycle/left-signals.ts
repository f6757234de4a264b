/**
 * Whether nobody else would end the process on this signal, or only those who wait for being the last.
 *
 * @param ours - How many of its listeners are our own.
 */
export function isLeftToUs(signal: NodeJS.Signals, ours: number): boolean {
  return process.listenerCount(signal) - ours <= countSignalExitListeners();
}

/**
 * The package `signal-exit` (below execa, nyc, proper-lockfile…) ends the process only when all listeners are its own. With ours
 * beside them nobody would, so we count its listeners as it counts them itself, in its versions 3 and 4.
 */
function countSignalExitListeners(): number {
  const emitters = [
    (process as { __signal_exit_emitter__?: { count?: number } }).__signal_exit_emitter__,
    (globalThis as Record<symbol, { count?: number } | undefined>)[
      Symbol.for('signal-exit emitter')
    ],
  ];
  return emitters.reduce((sum, emitter) => sum + (emitter?.count ?? 0), 0);
}
