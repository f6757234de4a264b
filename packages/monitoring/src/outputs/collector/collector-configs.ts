import type { Targets } from '../../define/targets.ts';
import type { CollectorConfig, Components, Pipeline, Source } from './collector-parts.ts';
import { env } from './environment.ts';
import {
  gatewayExporter,
  logExporter,
  metricExporter,
  peerExporter,
  traceExporter,
} from './exporters.ts';
import { memoryLimiter } from './processors/memory-limiter.ts';
import { eventNames } from './processors/event-names.ts';
import { redaction } from './processors/redaction.ts';
import { tailSampling } from './processors/tail-sampling.ts';
import { sourcesOf } from './receivers/index.ts';
import { extensions, ownTelemetry } from './service.ts';

/** Traces, metrics and records from services. */
const otlp: Components = {
  otlp: {
    protocols: {
      grpc: { endpoint: env('COLLECTOR_OTLP_GRPC', '0.0.0.0:4317') },
      http: { endpoint: env('COLLECTOR_OTLP_HTTP', '0.0.0.0:4318') },
    },
  },
};

/** Spans that another gateway, or an agent, chose this gateway for. */
const peers: Components = {
  'otlp/peers': {
    protocols: { grpc: { endpoint: env('GATEWAY_PEERS', '0.0.0.0:4319') } },
  },
};

/** One Collector for everything. */
export function singleConfig(targets: Targets): CollectorConfig {
  const exporters = stores(targets);
  return assemble('otel-collector', targets, {
    receivers: otlp,
    sources: sourcesOf(targets.collector.receivers, targets.environment),
    exporters,
    traces: { ...redaction, ...tailSampling(targets.traceShare) },
  });
}

/**
 * One of several replicas that services or agents send to. Spans go through two of them: the first hands them to that which has their
 * trace, and only that judges it.
 */
export function gatewayConfig(targets: Targets): CollectorConfig {
  const config = assemble('otel-collector-gateway', targets, {
    receivers: otlp,
    sources: [],
    exporters: { ...stores(targets), traces: peerExporter() },
    traces: {},
  });
  const judged = { ...redaction, ...tailSampling(targets.traceShare) };
  const tempo = traceExporter(targets);
  return {
    ...config,
    receivers: { ...config.receivers, ...peers },
    processors: { ...config.processors, ...judged },
    exporters: { ...config.exporters, ...tempo },
    service: {
      ...config.service,
      pipelines: {
        ...config.service.pipelines,
        'traces/peers': pipeline(peers, judged, tempo),
      },
    },
  };
}

/** On every machine: reads it, takes what its services send, and passes all on to the gateways. */
export function agentConfig(targets: Targets): CollectorConfig {
  return assemble('otel-collector-agent', targets, {
    receivers: otlp,
    sources: sourcesOf(targets.collector.receivers, targets.environment).filter(
      ({ place }) => place === 'host',
    ),
    exporters: { traces: peerExporter(), metrics: gatewayExporter(), logs: gatewayExporter() },
    traces: {},
    // Redacted once, by the gateways.
    logs: {},
  });
}

/** One replica that reads what all share, such as databases and clouds; `undefined` where there is nothing to read. */
export function serversConfig(targets: Targets): CollectorConfig | undefined {
  const sources = sourcesOf(targets.collector.receivers, targets.environment).filter(
    ({ place }) => place === 'shared',
  );
  if (sources.length === 0) return undefined;
  const gateway = gatewayExporter();
  return assemble('otel-collector-servers', targets, {
    receivers: {},
    sources,
    exporters: { traces: gateway, metrics: gateway, logs: gateway },
    traces: {},
  });
}

type Exporters = Readonly<Record<'traces' | 'metrics' | 'logs', Components>>;

interface Parts {
  readonly receivers: Components;
  readonly sources: readonly Source[];
  readonly exporters: Exporters;
  /** Processors after the memory limiter. */
  readonly traces: Components;
  /** @defaultValue redaction */
  readonly logs?: Components;
}

function stores(targets: Targets): Exporters {
  return {
    traces: traceExporter(targets),
    metrics: metricExporter(targets),
    logs: logExporter(targets),
  };
}

function assemble(
  role: string,
  targets: Targets,
  { receivers, sources, exporters, traces, logs = redaction }: Parts,
): CollectorConfig {
  const pipelines: Record<string, Pipeline> = {};
  const processors: Record<string, unknown> = { ...memoryLimiter };
  const used: Record<string, unknown> = {};
  const add = (name: string, from: Components, through: Components, to: Components): void => {
    pipelines[name] = pipeline(from, through, to);
    Object.assign(processors, through);
    Object.assign(used, to);
  };
  if (Object.keys(receivers).length > 0) {
    add('traces', receivers, traces, exporters.traces);
    add('metrics', receivers, {}, exporters.metrics);
    add('logs', receivers, { ...eventNames, ...logs }, exporters.logs);
  }
  for (const source of sources) {
    const through =
      source.signal === 'logs' ? { ...source.processors, ...logs } : source.processors;
    add(`${source.signal}/${source.name}`, source.receiver, through, exporters[source.signal]);
  }
  return {
    receivers: Object.assign(
      {},
      receivers,
      ...sources.map(({ receiver }) => receiver),
    ) as Components,
    processors,
    exporters: used,
    extensions,
    service: {
      extensions: Object.keys(extensions),
      pipelines,
      telemetry: ownTelemetry(role, targets.environment),
    },
  };
}

function pipeline(from: Components, through: Components, to: Components): Pipeline {
  return {
    receivers: Object.keys(from),
    processors: [...Object.keys(memoryLimiter), ...Object.keys(through)],
    exporters: Object.keys(to),
  };
}
