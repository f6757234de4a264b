import { createServer } from 'node:http';
import { instrumentHttpServer } from '@fluxora/telemetry-express';
import { createTestTelemetry } from '@fluxora/telemetry-testing';
import { buildTruthApp } from '../truth-app.mjs';

/** Serves the truth table's app in this process and hands its telemetry to the parent whenever it is asked. */
export function serveTruth(express, version) {
  const telemetry = createTestTelemetry();
  instrumentHttpServer({ providers: telemetry.providers });
  const server = createServer(buildTruthApp(express, { version }));
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
  process.on('message', (question) => {
    if (question === 'reset') telemetry.reset();
    process.send({ spans: telemetry.spans(), metrics: telemetry.totals() });
  });
  process.on('disconnect', () => process.exit());
}
