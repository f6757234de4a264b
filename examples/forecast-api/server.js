// node --import @fluxora/telemetry/register server.js
import { once } from 'node:events';
import { instrument } from '@fluxora/telemetry';
import { logger } from '@fluxora/telemetry-core';
import { createApp } from './src/app.js';
import { endStreams } from './src/streams.js';

// Already started by --import: this only takes its handle.
const telemetry = instrument();

const server = createApp().listen(Number(process.env.PORT ?? 3000), '127.0.0.1');
await once(server, 'listening');
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
logger.info(`listening on http://127.0.0.1:${port}`, { port });

for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, stop);

let isStopping = false;

/** A signal arrived: answer what is being asked, take nothing new, end the streams. The telemetry goes last. */
function stop() {
  if (isStopping) return;
  isStopping = true;
  logger.info('stopping');
  server.close(() => void sayGoodbye());
  endStreams();
}

/** Sends the rest of the telemetry and says what became of it. */
async function sayGoodbye() {
  const report = await telemetry.shutdown();
  // Not the logger: what it writes after the shutdown could not be sent any more.
  console.log(JSON.stringify({ message: 'telemetry report', ...report }));
}
