import type { ExportError } from './export-error.ts';

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

const GRPC_PORT = '4317';

/** One sentence: what to check. */
export function adviceFor({ status, code }: ExportError, url: string): string {
  if (new URL(url).port === GRPC_PORT && code !== 'ECONNREFUSED') {
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
