import type { LogEntry } from '../log-entry.ts';
import { loggingState } from '../logging-state.ts';
import {
  hasColors,
  resolveConsoleMode,
  type ConsoleMode,
  type LineStream,
} from './console-mode.ts';
import { writeLine } from './console-writer.ts';
import { formatJson } from './format-json.ts';
import { formatPretty } from './format-pretty.ts';

/** The console side of a logger. */
export class ConsoleSink {
  readonly #ownMode: ConsoleMode | undefined;
  readonly #ownStream: LineStream | undefined;
  #resolvedFor: ConsoleMode | undefined;
  #mode: 'pretty' | 'json' | 'off' = 'off';
  #colors = false;

  /** Absent arguments mean: as configured for the process, at each line. */
  constructor(mode: ConsoleMode | undefined, stream: LineStream | undefined) {
    this.#ownMode = mode;
    this.#ownStream = stream;
  }

  get isOff(): boolean {
    return (this.#ownMode ?? loggingState.console) === 'off';
  }

  write(entry: LogEntry): void {
    const wanted = this.#ownMode ?? loggingState.console;
    if (wanted === 'off') return;
    const stream = this.#ownStream ?? process.stdout;
    if (wanted !== this.#resolvedFor) {
      this.#mode = resolveConsoleMode(wanted, stream);
      this.#colors = hasColors(stream);
      this.#resolvedFor = wanted;
    }
    writeLine(
      stream,
      this.#mode === 'json'
        ? formatJson(entry, loggingState.serviceName)
        : formatPretty(entry, this.#colors),
      entry.level === 'error' || entry.level === 'fatal',
    );
  }
}
