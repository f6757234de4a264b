import { describe, expect, test } from 'vitest';
import { codeOf, explainConnectionError, explainStatus } from './explain-probe.ts';

function explain(code: string, url = 'http://collector:4318/v1/traces') {
  const { message, mend } = explainConnectionError(
    Object.assign(new Error('x'), { code }),
    new URL(url),
  );
  return `${message} → ${mend}`;
}

describe('a connection that fails', () => {
  test.each([
    ['ECONNREFUSED', /nothing listens on collector:4318.*→ Start the collector/],
    ['ENOTFOUND', /the name collector does not exist.*→ Correct the host/],
    ['EAI_AGAIN', /DNS server did not answer.*→ Check the DNS/],
    ['ETIMEDOUT', /no answer from collector:4318.*→ Check firewalls/],
    ['EHOSTUNREACH', /no network route.*→ Check the address/],
    ['EPROTO', /does not speak TLS.*→ Use http:\/\//],
    ['CERT_HAS_EXPIRED', /has expired.*→ Renew it/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /not for the name collector.*→ Use a name/],
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      /authority unknown here.*→ Give its CA: OTEL_EXPORTER_OTLP_CERTIFICATE/,
    ],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /authority unknown here/],
    [
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      /client certificate.*→ Set OTEL_EXPORTER_OTLP_CLIENT/,
    ],
    ['HPE_INVALID_CONSTANT', /did not answer in HTTP\/1\.1.*→ Is this an OTLP\/HTTP port/],
  ])('is put in words: %s', (code, words) => {
    expect(explain(code)).toMatch(words);
  });

  test('says what localhost means in a container', () => {
    expect(explain('ECONNREFUSED', 'http://localhost:4318/')).toContain('is the container itself');
    expect(explain('ECONNREFUSED')).not.toContain('container itself');
  });

  test('recognises the gRPC port', () => {
    expect(explain('HPE_INVALID_CONSTANT', 'http://collector:4317/')).toContain(
      'Port 4317 is OTLP/gRPC',
    );
  });

  test('keeps an unknown error as it is', () => {
    expect(explain('EWEIRD')).toMatch(/^EWEIRD: x → Check that/);
  });

  test('finds the code when several addresses were tried', () => {
    const refused = Object.assign(new Error(''), { code: 'ECONNREFUSED' });

    expect(codeOf(new AggregateError([refused, refused]))).toBe('ECONNREFUSED');
  });
});

describe('an answer that is no success', () => {
  const url = new URL('http://collector:4318/otlp/v1/logs');

  test.each([
    [301, /redirected/],
    [400, /OTEL_EXPORTER_OTLP_PROTOCOL/],
    [401, /OTEL_EXPORTER_OTLP_HEADERS/],
    [404, /takes no logs at \/otlp\/v1\/logs.*OTEL_LOGS_EXPORTER=none/],
    [413, /request limit/],
    [429, /overloaded/],
    [500, /log of the collector/],
    [418, /log of the collector/],
  ])('is put in words: %i', (status, words) => {
    const { message, mend } = explainStatus(status, url, 'logs') ?? {};

    expect(`${message} → ${mend}`).toMatch(words);
  });

  test('2xx needs no words', () => {
    expect(explainStatus(202, url, 'logs')).toBeUndefined();
  });
});
