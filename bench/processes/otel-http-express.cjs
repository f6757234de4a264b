'use strict';

// OpenTelemetry's own SDK with its defaults; exporters come from OTEL_* variables.
const { ExpressInstrumentation } = require('@opentelemetry/instrumentation-express');
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
const { NodeSDK } = require('@opentelemetry/sdk-node');

new NodeSDK({
  instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation()],
}).start();
