import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { quote } from '../../catalog/quote.ts';
import { notices } from '../../notices.ts';
import { TelemetryError } from '../../telemetry-error.ts';
import { describeFailure } from '../describe-failure.ts';
import { resolveHttpOptions, type HealthHttpOptions } from './health-http-options.ts';
import { answerWith } from './health-request-handler.ts';

export interface HealthServerOptions extends HealthHttpOptions {
  /** 0 to 65535; 0 for any free one. @defaultValue `FLUXORA_HEALTH_PORT` */
  readonly port?: number | undefined;
  /** Name or address to listen on. @defaultValue all interfaces, since probes come to the address of the pod */
  readonly host?: string | undefined;
}

export interface HealthServer {
  readonly port: number;
  /** Where this machine reaches it, without a slash at its end: `http://127.0.0.1:8081`. */
  readonly url: string;
  /** Answers what is being asked and ends, within half a second. Never rejects; may be called twice. */
  close(): Promise<void>;
}

const PORT_VARIABLE = 'FLUXORA_HEALTH_PORT';

/** Enough for any number of probes; a client that opens more and says nothing costs only itself. Milliseconds. */
const LIMITS = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 8_192,
} as const;
const MAX_CONNECTIONS = 500;
const CLOSE_MS = 500;

/**
 * Serves the health endpoints on a port of their own, for processes that have no HTTP server: workers, batch jobs.
 *
 * It holds no process: a worker whose work is done ends although this listens.
 *
 * @throws TelemetryError (as rejection) with code `options.invalid` that lists every problem, or `health.listen_failed` when
 * the port is taken or not allowed.
 *
 * @example
 * const server = await startHealthServer({ port: 8081 });
 */
export async function startHealthServer(options: HealthServerOptions = {}): Promise<HealthServer> {
  const { port, problems } = resolvePort(options?.port);
  const host: unknown = options?.host;
  const settings = resolveHttpOptions(
    options,
    ['port', 'host'],
    host === undefined || (typeof host === 'string' && host !== '')
      ? problems
      : [...problems, `host is ${quote(host)}. Use a name or an address, or leave it out.`],
  );
  const answer = answerWith(settings);
  const { createServer } = process.getBuiltinModule('node:http');
  const server = createServer(LIMITS, (request, response) => {
    if (answer(request, response)) return;
    response.writeHead(404, { 'content-length': 0 }).end();
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.on('connection', (socket) => socket.unref());
  await listen(server, port, options.host);
  server.unref();
  return describeServer(server);
}

function describeServer(server: Server): HealthServer {
  const { port, address, family } = server.address() as AddressInfo;
  const isEverywhere = address === '::' || address === '0.0.0.0';
  const bracketed = family === 'IPv6' ? `[${address}]` : address;
  let closing: Promise<void> | undefined;
  return {
    port,
    url: `http://${isEverywhere ? '127.0.0.1' : bracketed}:${port}`,
    close: () => (closing ??= close(server)),
  };
}

async function listen(server: Server, port: number, host: string | undefined): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host }, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (error) {
    const where = `${host ?? '*'}:${port}`;
    throw new TelemetryError(
      'health.listen_failed',
      `telemetry/health: cannot listen on ${where}: ${describeFailure(error)}. Free the port, or choose another with port or ${PORT_VARIABLE}.`,
      { cause: error },
    );
  }
  // Without a listener a connection that cannot be accepted (EMFILE) would end the process.
  server.on('error', (error) => {
    notices.once(
      'health.server',
      `telemetry/health: the health server reports: ${describeFailure(error)}.`,
    );
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // Holds the process, unlike every other timer: somebody waits for it, and nothing else may be left to do so.
    const timer = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function resolvePort(given: unknown): { port: number; problems: string[] } {
  const text = process.env[PORT_VARIABLE]?.trim() ?? '';
  if (given === undefined && text === '') {
    return { port: 0, problems: [`no port is given. Pass port, or set ${PORT_VARIABLE}.`] };
  }
  const name = given === undefined ? PORT_VARIABLE : 'port';
  const port = given ?? (/^\d+$/.test(text) ? Number(text) : text);
  const isPort = typeof port === 'number' && Number.isInteger(port) && port >= 0 && port <= 65_535;
  return isPort
    ? { port, problems: [] }
    : { port: 0, problems: [`${name} is ${quote(port)}. Use a whole number from 0 to 65535.`] };
}
