'use strict';

// OpenTelemetry's own SDK with its defaults; exporters come from OTEL_* variables.
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
const { NodeSDK } = require('@opentelemetry/sdk-node');

new NodeSDK({ instrumentations: [new HttpInstrumentation()] }).start();
