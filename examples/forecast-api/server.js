// node --import @fluxora/telemetry/register server.js
import { once } from 'node:events';
import { drainOnSignal, instrument, logger } from '@fluxora/telemetry';
import { createApp } from './src/app.js';
import { closeReadingsDatabase } from './src/readings-database.js';
import { endStreams } from './src/streams.js';

// Already started by --import: this only takes its handle.
const telemetry = instrument();

const server = createApp().listen(Number(process.env.PORT ?? 3000), '127.0.0.1');
await once(server, 'listening');
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
logger.info(`listening on http://127.0.0.1:${port}`, { port });

// SIGTERM: not ready any more, wait until that is seen, answer what is being asked, end the streams, close. Telemetry goes last.
const drain = drainOnSignal(telemetry, {
  servers: server,
  waitMs: Number(process.env.DRAIN_WAIT_MS ?? 1_000),
  stop: { streams: endStreams },
  release: { database: closeReadingsDatabase },
  // Nothing is left then, so the process ends by itself, with 0.
  exit: false,
});
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void sayGoodbye());

/** Says what became of the telemetry. */
async function sayGoodbye() {
  const { telemetry: report } = await drain.drain();
  // Not the logger: what it writes after the shutdown could not be sent any more.
  console.log(JSON.stringify({ message: 'telemetry report', ...report }));
}
