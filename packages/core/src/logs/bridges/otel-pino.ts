import { logs, type LoggerProvider } from '@opentelemetry/api';

/** By pino's destination, whether OpenTelemetry's own stream is among it. */
const known = new WeakMap<object, boolean>();

/**
 * Whether `@opentelemetry/instrumentation-pino` sends this logger's lines to the same provider: it puts a stream of its own
 * beside the destination of every logger. It cannot be told to stop, so our bridge steps back.
 */
export function isSentByOtelPino(logger: object | undefined, provider: LoggerProvider): boolean {
  if (!logger || provider !== logs.getLoggerProvider()) return false;
  const destination = destinationOf(logger);
  if (!destination) return false;
  let isSent = known.get(destination);
  if (isSent === undefined) {
    const { streams } = destination as { streams?: unknown };
    isSent =
      Array.isArray(streams) &&
      streams.some(
        (entry: { stream?: object } | undefined) =>
          entry?.stream?.constructor?.name === 'OTelPinoStream',
      );
    known.set(destination, isSent);
  }
  return isSent;
}

/** pino keeps its destination under a symbol that it shows only on the module; children inherit it. */
function destinationOf(logger: object): object | undefined {
  for (
    let owner: object | null = logger;
    owner;
    owner = Object.getPrototypeOf(owner) as object | null
  ) {
    const symbol = Object.getOwnPropertySymbols(owner).find(
      ({ description }) => description === 'pino.stream',
    );
    if (symbol) return (owner as Record<symbol, object | undefined>)[symbol];
  }
  return undefined;
}
