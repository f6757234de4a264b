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

for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void stop());

/** Answers what is being asked, ends the streams, sends the rest of the telemetry and says what became of it. */
async function stop() {
  logger.info('stopping');
  const closed = once(server, 'close');
  server.close();
  endStreams();
  await closed;
  const report = await telemetry.shutdown();
  // Not the logger: what it writes after the shutdown could not be sent any more.
  console.log(JSON.stringify({ message: 'telemetry report', ...report }));
}
