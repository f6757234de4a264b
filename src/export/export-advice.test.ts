import { describe, expect, it } from 'vitest';
import { adviceFor } from './export-advice.ts';
import { ExportError } from './export-error.ts';

const HTTP = { protocol: 'http/protobuf', url: 'http://collector:4318/v1/traces' } as const;
const GRPC = { protocol: 'grpc', url: 'http://collector:4317' } as const;
const ZIPKIN = { protocol: 'zipkin', url: 'http://zipkin:9411/api/v2/spans' } as const;
const MISSING = { code: 'MODULE_NOT_FOUND' };

describe('adviceFor', () => {
  it.each([
    [{ status: 401 }, 'Check the headers'],
    [{ status: 404 }, '/v1/traces'],
    [{ status: 413 }, 'limits.batchSize'],
    [{ status: 418 }, "See the collector's log."],
    [{ code: 'ENOTFOUND' }, 'No such host'],
    [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'tls.ca'],
    [{ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }, 'tls.ca'],
    [{ code: 'CERT_HAS_EXPIRED' }, 'renew it'],
    [{ code: 'HPE_INVALID_CONSTANT' }, '4318'],
    [{}, 'Check the endpoint and the network.'],
  ])('knows a mend for %o', (details, mend) => {
    expect(adviceFor(new ExportError('x', details), HTTP)).toContain(mend);
  });

  it('recognises the gRPC port', () => {
    const reset = new ExportError('x', { code: 'ECONNRESET' });

    const url = 'http://collector:4317/v1/traces';
    expect(adviceFor(reset, { protocol: 'http/json', url })).toContain('use port 4318');
  });

  it.each([
    ['14 UNAVAILABLE: No connection established.', 'gRPC receiver there (usually port 4317)'],
    ['12 UNIMPLEMENTED: unknown service', 'this signal over gRPC'],
    ['14 UNAVAILABLE: No connection established. Last error: Protocol error', 'not speak gRPC'],
    ['16 UNAUTHENTICATED: no token', 'Check the headers'],
    ['8 RESOURCE_EXHAUSTED: message larger than max', 'limits.batchSize'],
    ['something else', "the collector's log"],
  ])('knows a mend for gRPC: %s', (message, mend) => {
    expect(adviceFor(new ExportError(message), GRPC)).toContain(mend);
  });

  it('recognises the HTTP port under gRPC, unless nothing listens there', () => {
    const http = { protocol: 'grpc', url: 'http://collector:4318' } as const;

    expect(adviceFor(new ExportError('14 UNAVAILABLE: Connection dropped'), http)).toContain(
      'use its gRPC port (usually 4317)',
    );
    expect(adviceFor(new ExportError('14 UNAVAILABLE: connect ECONNREFUSED'), http)).toContain(
      'Start a collector',
    );
  });

  it('knows that a bundle holds neither gRPC nor Zipkin', () => {
    const missing = new ExportError("Cannot find module '@opentelemetry/sdk-node'", MISSING);

    expect(adviceFor(missing, GRPC)).toBe(
      'Leave @fluxora/* and @opentelemetry/* out of the bundle, or use OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.',
    );
    expect(adviceFor(missing, ZIPKIN)).toContain('or use OTEL_TRACES_EXPORTER=otlp.');
  });

  it('names the variable of Zipkin', () => {
    const refused = new ExportError('x', { code: 'ECONNREFUSED' });

    expect(adviceFor(refused, ZIPKIN)).toContain('OTEL_EXPORTER_ZIPKIN_ENDPOINT');
  });
});
