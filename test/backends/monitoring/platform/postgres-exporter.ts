import { freePorts } from '../../support/free-ports.ts';
import { required } from '../../support/required.ts';
import { answers, startServerProcess } from '../../support/server-process.ts';

export interface PostgresExporter {
  /** Host and port. */
  readonly address: string;
  stop(): Promise<void>;
}

/** What the Collector asks about a PostgreSQL: no Collector that can be built here has the receiver that would ask itself. */
export async function startPostgresExporter(url: string): Promise<PostgresExporter> {
  const [port] = await freePorts(1);
  const address = `127.0.0.1:${port}`;
  const server = await startServerProcess({
    name: 'postgres_exporter',
    command: required('POSTGRES_EXPORTER'),
    args: [`--web.listen-address=${address}`],
    env: { DATA_SOURCE_NAME: `${url}?sslmode=disable` },
    isReady: answers(`http://${address}/metrics`),
  });
  return { address, stop: () => server.stop() };
}
