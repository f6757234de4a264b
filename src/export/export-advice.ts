import type { ExportError } from './export-error.ts';
import type { ExportTarget } from './export-target.ts';

const BY_STATUS: Readonly<Record<number, string>> = {
  400: 'It cannot read what we send: check that its OTLP receiver is as new as ours, or try the other protocol (http/json).',
  401: 'Check the headers (OTEL_EXPORTER_OTLP_HEADERS): it wants other credentials.',
  403: 'Check the headers (OTEL_EXPORTER_OTLP_HEADERS): these credentials may not write.',
  404: 'Check the path of the endpoint: an OTLP/HTTP receiver answers at /v1/traces, /v1/metrics and /v1/logs.',
  413: 'Batches are too large for it: lower limits.batchSize (OTEL_BSP_MAX_EXPORT_BATCH_SIZE).',
  415: 'It does not take this protocol: try protocol http/json or http/protobuf (OTEL_EXPORTER_OTLP_PROTOCOL).',
  429: 'It is overloaded: give it more room, or lower the sampling ratio.',
  503: 'It is overloaded or starting: see its log.',
};

const BY_CODE: Readonly<Record<string, string>> = {
  ECONNREFUSED:
    'Start a collector there, correct OTEL_EXPORTER_OTLP_ENDPOINT, or set FLUXORA_TELEMETRY_MODE=off.',
  ENOTFOUND: 'No such host: correct OTEL_EXPORTER_OTLP_ENDPOINT.',
  EAI_AGAIN: 'The name cannot be looked up: check DNS and OTEL_EXPORTER_OTLP_ENDPOINT.',
  ETIMEDOUT: 'Check the network and the load of the collector.',
  ECONNRESET:
    'It closed the connection: check that it speaks OTLP/HTTP (port 4318, not gRPC at 4317).',
  EPROTO:
    'One side speaks TLS and the other does not: check http:// against https:// in the endpoint.',
  CERT_HAS_EXPIRED: "The collector's certificate has expired: renew it.",
  ERR_TLS_CERT_ALTNAME_INVALID:
    'The certificate is for another host: set tls.servername or correct the endpoint.',
};

const BY_GRPC_STATUS: Readonly<Record<string, string>> = {
  4: 'Check the network and the load of the collector.',
  7: 'Check the headers (OTEL_EXPORTER_OTLP_HEADERS): these credentials may not write.',
  8: 'It is overloaded, or batches are too large for it: lower limits.batchSize (OTEL_BSP_MAX_EXPORT_BATCH_SIZE).',
  12: 'It does not take this signal over gRPC: check the endpoint, and the receivers of the collector.',
  14: 'Start a collector with a gRPC receiver there (usually port 4317), correct OTEL_EXPORTER_OTLP_ENDPOINT, or set FLUXORA_TELEMETRY_MODE=off.',
  16: 'Check the headers (OTEL_EXPORTER_OTLP_HEADERS): it wants other credentials.',
};

const NOT_IN_THE_BUNDLE = 'Leave @fluxora/* and @opentelemetry/* out of the bundle, or';

/** One sentence: what to check. */
export function adviceFor(
  error: ExportError,
  target: Pick<ExportTarget, 'protocol' | 'url'>,
): string {
  switch (target.protocol) {
    case 'grpc':
      return adviceForGrpc(error, target.url);
    case 'zipkin':
      return adviceForZipkin(error);
    default:
      return adviceForHttp(error, target.url);
  }
}

function adviceForHttp({ status, code }: ExportError, url: string): string {
  if (new URL(url).port === '4317' && code !== 'ECONNREFUSED') {
    return 'Port 4317 is for gRPC: use port 4318, or OTEL_EXPORTER_OTLP_PROTOCOL=grpc.';
  }
  if (status !== undefined) return BY_STATUS[status] ?? "See the collector's log.";
  if (code === undefined) return 'Check the endpoint and the network.';
  if (/CERT|SELF_SIGNED|UNABLE_TO/.test(code) && !(code in BY_CODE)) {
    return 'The certificate is not trusted: give its authority as tls.ca (OTEL_EXPORTER_OTLP_CERTIFICATE).';
  }
  if (code.startsWith('HPE_'))
    return 'The answer is no HTTP: check that the port is the OTLP/HTTP one (4318).';
  return BY_CODE[code] ?? 'Check the endpoint and the network.';
}

/** Its errors say everything in the message: `14 UNAVAILABLE: No connection established. …` */
function adviceForGrpc({ code, message }: ExportError, url: string): string {
  if (code === 'MODULE_NOT_FOUND') {
    return `${NOT_IN_THE_BUNDLE} use OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.`;
  }
  const isHttpPort = new URL(url).port === '4318' && !message.includes('ECONNREFUSED');
  if (isHttpPort || message.includes('Protocol error')) {
    return 'It does not speak gRPC there: use its gRPC port (usually 4317), or OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.';
  }
  const [status = ''] = /^\d+/.exec(message) ?? [];
  return BY_GRPC_STATUS[status] ?? "Check the endpoint, and the collector's log.";
}

function adviceForZipkin({ code }: ExportError): string {
  if (code === 'MODULE_NOT_FOUND') return `${NOT_IN_THE_BUNDLE} use OTEL_TRACES_EXPORTER=otlp.`;
  return 'Check that Zipkin answers there, and OTEL_EXPORTER_ZIPKIN_ENDPOINT.';
}
