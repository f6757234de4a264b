// A program with an OpenTelemetry set-up of its own: its HTTP instrumentation, and our middleware.
const { context, propagation, trace, metrics } = require('@opentelemetry/api');
const { createTestTelemetry } = require('@fluxora/telemetry-testing');
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');

const telemetry = createTestTelemetry({ globals: true });
const instrumentation = new HttpInstrumentation();
instrumentation.setTracerProvider(telemetry.providers.tracerProvider);
instrumentation.setMeterProvider(telemetry.providers.meterProvider);
void [context, propagation, trace, metrics];

const http = require('node:http');
const express = require('express');
const { expressTelemetry } = require('@fluxora/telemetry-express');

const app = express();
app.set('env', 'test');
app.use(expressTelemetry({ userAttributes: () => ({ 'app.site': 'north' }) }));
app.get('/users/:id', (req, res) => res.json({ id: req.params.id }));
app.get('/fails/:id', () => {
  throw new RangeError('no such horizon');
});
const server = http.createServer(app).listen(0, '127.0.0.1', () => {
  process.send({ port: server.address().port });
});
process.on('message', () => {
  process.send({ spans: telemetry.spans(), metrics: telemetry.totals() });
});
process.on('disconnect', () => process.exit());
