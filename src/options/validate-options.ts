import { createPropagationPolicy, TelemetryError } from '@fluxora/telemetry-core';
import {
  either,
  flag,
  isRecord,
  listOf,
  oneOf,
  rule,
  type Rule,
  shape,
  text,
  url,
  wholeNumber,
} from '@fluxora/telemetry-core/option-rules';
import { httpServerOptionProblems } from '@fluxora/telemetry-express';
import { infrastructureOptionProblems } from '@fluxora/telemetry-infrastructure';
import { autoInstrumentations } from './auto-instrumentations-rule.ts';
import type { InstrumentOptions } from './instrument-options.ts';

const milliseconds = wholeNumber(1, 'milliseconds');

const headers = either(
  'an object of texts, or a function that returns one',
  rule((value) => typeof value === 'function', ''),
  rule(
    (value) => isRecord(value) && Object.values(value).every((entry) => typeof entry === 'string'),
    '',
  ),
);

const pem = rule(
  (value) =>
    (typeof value === 'string' && value.includes('-----BEGIN')) || value instanceof Uint8Array,
  'the content of a PEM file (text or Buffer), not its path',
);

const sampler = either(
  'a ratio from 0 to 1, or a sampler object with shouldSample()',
  rule((value) => typeof value === 'number' && value >= 0 && value <= 1, ''),
  rule((value) => isRecord(value) && typeof value['shouldSample'] === 'function', ''),
);

const resourceValue = rule(
  (value) => isRecord(value) && Object.values(value).every(isResourceValue),
  'an object of texts, numbers and booleans',
);

/** `false`, or options that the package whose they are checks itself. */
function optionsOf(functionName: string, problemsOf: (options: object) => string[]): Rule {
  const isOptions = rule(
    (value) => value === false || isRecord(value),
    `options of ${functionName}, or false`,
  );
  return (value, path, problems) => {
    isOptions(value, path, problems);
    if (!isRecord(value)) return;
    for (const problem of problemsOf(value)) problems.push(`${path}.${problem}`);
  };
}

/** As the OpenTelemetry SDK, its exporters and other distributions call them. */
const ALIASES = {
  serviceName: 'service',
  serviceVersion: 'version',
  serviceNamespace: 'namespace',
  url: 'endpoint',
  resource: 'resourceAttributes',
  instrumentations: 'autoInstrumentations',
  logLevel: 'logs.level',
  disabled: "mode: 'off'",
  spanLimits: 'limits',
  temporalityPreference: 'temporality',
  textMapPropagator: 'propagation',
};

const OPTIONS = shape(
  {
    service: text,
    version: text,
    namespace: text,
    environment: text,
    mode: oneOf('otlp', 'console', 'off'),
    pipeline: oneOf('standard'),
    endpoint: url,
    headers,
    protocol: oneOf('http/protobuf', 'http/json'),
    compression: oneOf('gzip', 'none'),
    timeoutMs: milliseconds,
    tls: shape({
      ca: either(
        'the content of a PEM file, or a list of them, not paths',
        pem,
        listOf(pem, 'PEM files'),
      ),
      cert: pem,
      key: pem,
      passphrase: text,
      servername: text,
      rejectUnauthorized: flag,
    }),
    sampler,
    metricExportIntervalMs: milliseconds,
    temporality: oneOf('cumulative', 'delta', 'lowmemory'),
    resourceAttributes: resourceValue,
    cloud: listOf(oneOf('aws', 'gcp', 'azure'), 'aws, gcp, azure'),
    propagation: shape({
      hosts: listOf(text, 'host patterns'),
      baggageKeys: listOf(text, 'baggage keys'),
    }),
    redact: listOf(text, 'attribute keys'),
    limits: shape({
      attributeCount: wholeNumber(0, 'attributes'),
      attributeValueLength: wholeNumber(0, 'characters'),
      eventCount: wholeNumber(0, 'events'),
      linkCount: wholeNumber(0, 'links'),
      seriesPerInstrument: wholeNumber(1, 'series'),
      queueSize: wholeNumber(1, 'items'),
      batchSize: wholeNumber(1, 'items'),
    }),
    http: optionsOf('instrumentHttpServer', httpServerOptionProblems),
    infrastructure: optionsOf('startInfrastructureMetrics', infrastructureOptionProblems),
    autoInstrumentations,
    logs: shape({
      level: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'off'),
      console: oneOf('auto', 'pretty', 'json', 'off'),
      captureConsole: flag,
    }),
    signals: shape({ traces: flag, metrics: flag, logs: flag }),
    deploymentEvent: flag,
    processHooks: flag,
    flushTimeoutMs: milliseconds,
    shutdownTimeoutMs: milliseconds,
    exitTimeoutMs: wholeNumber(0, 'milliseconds'),
  } satisfies Record<keyof InstrumentOptions, Rule>,
  ALIASES,
);

/** @throws TelemetryError `options.invalid` with every problem, its value and its mend. */
export function validateOptions(options: unknown): asserts options is InstrumentOptions {
  const problems: string[] = [];
  OPTIONS(options, '', problems);
  if (isRecord(options)) {
    checkClientCertificate(options['tls'], problems);
    checkBatchSize(options['limits'], problems);
    if (!problems.some((problem) => problem.startsWith('propagation'))) {
      checkPropagation(options, problems);
    }
  }
  if (problems.length === 0) return;
  throw new TelemetryError(
    'options.invalid',
    // Those that others found say already where.
    problems.map((problem) =>
      problem.startsWith('telemetry/') ? problem : `telemetry/options: ${problem}`,
    ),
  );
}

function checkClientCertificate(tls: unknown, problems: string[]): void {
  if (!isRecord(tls) || (tls['cert'] === undefined) === (tls['key'] === undefined)) return;
  const [given, missing] = tls['cert'] === undefined ? ['key', 'cert'] : ['cert', 'key'];
  problems.push(`tls.${given} is given without tls.${missing}. Give both, or neither.`);
}

function checkBatchSize(limits: unknown, problems: string[]): void {
  if (!isRecord(limits)) return;
  const { batchSize, queueSize = 2_048 } = limits;
  // What is wrong by itself has been said, and is nothing to compare with.
  if (!isCount(batchSize) || !isCount(queueSize) || batchSize <= queueSize) return;
  problems.push(
    `limits.batchSize is ${batchSize}, above limits.queueSize (${queueSize}). Raise the queue or lower the batch.`,
  );
}

function checkPropagation({ propagation }: InstrumentOptions, problems: string[]): void {
  try {
    createPropagationPolicy(propagation);
  } catch (error) {
    problems.push(...(error instanceof TelemetryError ? error.problems : [String(error)]));
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 1;
}

function isResourceValue(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
