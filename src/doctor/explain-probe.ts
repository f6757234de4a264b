/** A failure in words: what it means and what to do. */
export interface Explanation {
  readonly message: string;
  readonly mend: string;
}

/** Explains why a connection could not be made or broke. `url` is where it was to go. */
export function explainConnectionError(error: unknown, url: URL): Explanation {
  const code = codeOf(error);
  const host = url.hostname;
  const where = url.host;
  const explanation = CONNECTION_ERRORS.find(({ codes }) => codes.test(code));
  if (explanation) return explanation.explain({ code, host, where, url });
  return {
    message: `${code || 'failed'}: ${messageOf(error)}`,
    mend: `Check that an OTLP/HTTP collector listens on ${where}.`,
  };
}

interface Circumstances {
  readonly code: string;
  readonly host: string;
  readonly where: string;
  readonly url: URL;
}

const CONNECTION_ERRORS: readonly {
  readonly codes: RegExp;
  readonly explain: (circumstances: Circumstances) => Explanation;
}[] = [
  {
    codes: /^ECONNREFUSED$/,
    explain: ({ where, host }) => ({
      message: `nothing listens on ${where} (ECONNREFUSED)`,
      mend:
        'Start the collector, or correct OTEL_EXPORTER_OTLP_ENDPOINT.' +
        (isLoopback(host)
          ? ' In a container, "localhost" is the container itself: use the name of the collector service.'
          : ''),
    }),
  },
  {
    codes: /^(ENOTFOUND|EAI_NODATA|EAI_NONAME)$/,
    explain: ({ host, code }) => ({
      message: `the name ${host} does not exist (${code})`,
      mend: 'Correct the host in OTEL_EXPORTER_OTLP_ENDPOINT, or the DNS search domain (in Kubernetes: name.namespace.svc).',
    }),
  },
  {
    codes: /^EAI_AGAIN$/,
    explain: ({ host }) => ({
      message: `the DNS server did not answer for ${host} (EAI_AGAIN)`,
      mend: 'Check the DNS of this machine or pod (/etc/resolv.conf) and network policies for port 53.',
    }),
  },
  {
    codes: /^(ETIMEDOUT|ESOCKETTIMEDOUT)$/,
    explain: ({ where }) => ({
      message: `no answer from ${where} in time`,
      mend: 'Check firewalls and network policies on the way, or give it longer with --timeout.',
    }),
  },
  {
    codes: /^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/,
    explain: ({ where, code }) => ({
      message: `there is no network route to ${where} (${code})`,
      mend: 'Check the address, the network of this machine, and VPN or peering.',
    }),
  },
  {
    codes: /^(ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|EPROTO)$/,
    explain: ({ where }) => ({
      message: `${where} does not speak TLS`,
      mend: 'Use http:// instead of https:// in the endpoint, or switch TLS on in the collector.',
    }),
  },
  {
    codes: /^CERT_HAS_EXPIRED$/,
    explain: ({ where }) => ({
      message: `the certificate of ${where} has expired`,
      mend: 'Renew it, and check the clock of this machine.',
    }),
  },
  {
    codes: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    explain: ({ host }) => ({
      message: `the certificate is not for the name ${host}`,
      mend: 'Use a name that the certificate lists, or set tls.servername.',
    }),
  },
  {
    codes: /SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)|CERT_UNTRUSTED|CERT_SIGNATURE_FAILURE/,
    explain: ({ code }) => ({
      message: `the certificate is signed by an authority unknown here (${code})`,
      mend: 'Give its CA: OTEL_EXPORTER_OTLP_CERTIFICATE=/path/ca.pem (or NODE_EXTRA_CA_CERTS).',
    }),
  },
  {
    codes:
      /ALERT_(BAD_CERTIFICATE|CERTIFICATE_REQUIRED|UNKNOWN_CA|HANDSHAKE_FAILURE)|CERTIFICATE_REQUIRED/,
    explain: ({ code }) => ({
      message: `the collector asks for a client certificate it trusts (${code})`,
      mend: 'Set OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE and OTEL_EXPORTER_OTLP_CLIENT_KEY.',
    }),
  },
  {
    codes: /^(HPE_|ECONNRESET|EPIPE|ERR_HTTP)/,
    explain: ({ url, where, code }) => ({
      message: `${where} did not answer in HTTP/1.1 (${code})`,
      mend:
        url.port === '4317'
          ? 'Port 4317 is OTLP/gRPC. Use OTLP/HTTP, usually port 4318.'
          : `Is this an OTLP/HTTP port? 4318 usually is, 4317 is gRPC. ${url.protocol === 'http:' ? 'If it expects TLS, use https://.' : ''}`.trim(),
    }),
  },
];

/** Explains an HTTP status that is not a success; undefined for 2xx. */
export function explainStatus(status: number, url: URL, signal: string): Explanation | undefined {
  if (status >= 200 && status < 300) return undefined;
  const found = STATUSES.find(({ matches }) => matches(status));
  return (
    found?.explain(url, signal) ?? {
      message: 'not accepted',
      mend: 'Look into the log of the collector.',
    }
  );
}

const STATUSES: readonly {
  readonly matches: (status: number) => boolean;
  readonly explain: (url: URL, signal: string) => Explanation;
}[] = [
  {
    matches: (status) => status >= 300 && status < 400,
    explain: () => ({
      message: 'redirected; exporters do not follow redirects',
      mend: 'Use the final address as the endpoint.',
    }),
  },
  {
    matches: (status) => status === 401 || status === 403,
    explain: () => ({
      message: 'not allowed',
      mend: 'Check the credentials in OTEL_EXPORTER_OTLP_HEADERS (percent-encoded: "Authorization=Bearer%20…").',
    }),
  },
  {
    matches: (status) => status === 404 || status === 405,
    explain: (url, signal) => ({
      message: `the server is there, but takes no ${signal} at ${url.pathname}`,
      mend:
        'OTEL_EXPORTER_OTLP_ENDPOINT is a base to which /v1/… is appended, the variable of a signal is used as it is. ' +
        `If the backend takes no ${signal}, set OTEL_${signal.toUpperCase()}_EXPORTER=none.`,
    }),
  },
  {
    matches: (status) => status === 413,
    explain: () => ({
      message: 'the batch is too large, small as it is',
      mend: 'Raise the request limit of the collector or of the proxy before it.',
    }),
  },
  {
    matches: (status) => status === 400 || status === 415 || status === 422,
    explain: () => ({
      message: 'the server did not understand the request',
      mend: 'Try the other encoding: OTEL_EXPORTER_OTLP_PROTOCOL=http/json or http/protobuf.',
    }),
  },
  {
    matches: (status) => status === 408 || status === 429 || (status >= 502 && status <= 504),
    explain: () => ({
      message: 'the collector is overloaded, or what stands before it cannot reach it',
      mend: 'Exporters try again for a while. Look at the load and memory limits of the collector.',
    }),
  },
  {
    matches: (status) => status >= 500,
    explain: () => ({
      message: 'the collector failed',
      mend: 'Look into the log of the collector.',
    }),
  },
];

/** The code of an error; of the first one when several addresses were tried (`localhost` as ::1 and 127.0.0.1). */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, errors, cause } = error as { code?: unknown; errors?: unknown[]; cause?: unknown };
  if (typeof code === 'string') return code;
  return codeOf(errors?.[0] ?? cause);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether a URL's host is this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.');
}
