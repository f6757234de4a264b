import http from 'node:http';
import { trace } from '@opentelemetry/api';
import { instrumentHttpServer } from '@fluxora/telemetry-express';
import { createTestTelemetry } from '@fluxora/telemetry-testing';

const telemetry = createTestTelemetry();
instrumentHttpServer({ providers: telemetry.providers });
const server = http.createServer((request, response) => {
  response.end(JSON.stringify({ trace: trace.getActiveSpan()?.spanContext().traceId ?? 'none' }));
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit());
