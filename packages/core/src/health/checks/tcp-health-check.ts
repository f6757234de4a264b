import { isText, isWholeNumber } from '../../catalog/check-attributes.ts';
import { quote } from '../../catalog/quote.ts';
import { rule } from '../../option-rules.ts';
import type { HealthCheckFunction } from '../health-check.ts';
import { checkOptions } from './check-options.ts';

export interface TcpAddress {
  /** Name or address. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

/**
 * A health check of anything that listens: a TCP connection that is opened and closed. Says that somebody accepts connections, not
 * that they work.
 *
 * @throws TelemetryError `health.invalid` for an address that is none.
 *
 * @example
 * defineHealthCheck('broker', tcpHealthCheck({ host: 'broker.internal', port: 5672 }));
 */
export function tcpHealthCheck(address: TcpAddress): HealthCheckFunction {
  checkOptions(
    'tcpHealthCheck',
    // What is missing is said by itself.
    address ?? {},
    {
      host: rule(isText, 'a name or address'),
      port: rule((value) => isWholeNumber(value, 1, 65_535), 'a whole number from 1 to 65535'),
    },
    missing(address),
  );
  const { host, port } = address;
  return ({ signal }) =>
    new Promise((resolve, reject) => {
      const { connect } = process.getBuiltinModule('node:net');
      if (signal?.aborted) throw signal.reason;
      const socket = connect({ host, port });
      const abort = (): void => void socket.destroy(signal.reason as Error);
      socket.once('connect', () => {
        socket.destroy();
        resolve();
      });
      socket.once('error', reject);
      socket.once('close', () => signal?.removeEventListener('abort', abort));
      signal?.addEventListener('abort', abort, { once: true });
    });
}

function missing(address: unknown): string[] {
  const { host, port } = (address ?? {}) as Partial<TcpAddress>;
  return Object.entries({ host, port })
    .filter(([, value]) => value === undefined)
    .map(([name, value]) => `${name} is ${quote(value)}. Pass { host, port }.`);
}
