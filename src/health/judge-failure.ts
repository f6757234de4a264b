import { codeOf } from '../doctor/explain-probe.ts';
import type { HealthVerdict } from './health-verdict.ts';

interface Failure {
  readonly codes: RegExp;
  readonly state: 'critical' | 'unknown';
  readonly message: (url: URL) => string;
  readonly mend?: string;
}

/**
 * What it means that there was no answer. A service that cannot be reached is critical; one that we do not know how to ask
 * (no such name, a certificate that we cannot check, another protocol) is unknown.
 *
 * @param durationMs - Until it failed.
 */
export function judgeFailure(error: unknown, url: URL, durationMs: number): HealthVerdict {
  const code = codeOf(error);
  const { message = '', httpStatus } = error as { message?: string; httpStatus?: number };
  const found = FAILURES.find(({ codes }) => codes.test(code));
  const text = found?.message(url) ?? (message || 'no answer');
  const before = httpStatus === undefined ? '' : `answered ${httpStatus}, but `;
  const after = code === '' || code === 'ETIMEDOUT' ? '' : ` (${code})`;
  return {
    state: found?.state ?? 'critical',
    message: `${before}${text}${after}`,
    ...(found?.mend !== undefined && { mend: found.mend }),
    durationMs,
    checks: [],
    ...(httpStatus !== undefined && { httpStatus }),
    ...(code !== '' && { code }),
  };
}

const FAILURES: readonly Failure[] = [
  {
    codes: /^ECONNREFUSED$/,
    state: 'critical',
    message: ({ host }) => `nothing listens on ${host}`,
  },
  {
    codes: /^ETIMEDOUT$/,
    state: 'critical',
    message: () => 'no complete answer in time',
    mend: 'If it may take that long, raise --timeout.',
  },
  {
    codes: /^(ENOTFOUND|EAI_NODATA|EAI_NONAME)$/,
    state: 'unknown',
    message: ({ hostname }) => `the name ${hostname} does not exist`,
    mend: 'Correct the host, or the DNS of this machine.',
  },
  {
    codes: /^EAI_/,
    state: 'unknown',
    message: ({ hostname }) => `the DNS server did not answer for ${hostname}`,
    mend: 'Check the DNS of this machine or pod.',
  },
  {
    codes: /^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/,
    state: 'critical',
    message: ({ host }) => `there is no network route to ${host}`,
  },
  {
    codes: /^(ECONNRESET|EPIPE)$/,
    state: 'critical',
    message: ({ host }) => `${host} closed the connection without a complete answer`,
  },
  {
    codes: /^CERT_HAS_EXPIRED$/,
    state: 'critical',
    message: () => 'its certificate has expired',
    mend: 'Renew it.',
  },
  {
    codes: /SELF_SIGNED|UNABLE_TO_|^CERT_|ALTNAME/,
    state: 'unknown',
    message: () => 'its certificate is not trusted here',
    mend: 'Give its authority by NODE_EXTRA_CA_CERTS=/path/ca.pem, or accept any by --insecure.',
  },
  {
    codes: /^(EPROTO|ERR_SSL_)/,
    state: 'unknown',
    message: ({ host }) => `${host} does not speak TLS as we do`,
    mend: 'If it speaks none, use http:// instead of https://.',
  },
  {
    codes: /^HPE_/,
    state: 'unknown',
    message: ({ host }) => `${host} does not speak HTTP/1.1`,
    mend: 'Correct the port; if it speaks TLS, use https://.',
  },
  {
    codes: /^(EACCES|EPERM|ERR_ACCESS_DENIED)$/,
    state: 'unknown',
    message: ({ host }) => `this process may not connect to ${host}`,
    mend: 'Allow it in the firewall or in the permissions of Node (--allow-net).',
  },
];
