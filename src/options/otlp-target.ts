import type { SignalType } from '@fluxora/telemetry-core';
import type { Environment } from './environment.ts';
import type { ExportHeaders, InstrumentOptions, TlsOptions } from './instrument-options.ts';
import type { OtlpTarget } from './settings.ts';

const DEFAULT_ENDPOINT = { http: 'http://localhost:4318', grpc: 'http://localhost:4317' };
const THIS_HOST = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Where one signal goes. For each setting: the signal's variable, the general variable, the option, the default. */
export function resolveOtlpTarget(
  signal: SignalType,
  options: InstrumentOptions,
  env: Environment,
): OtlpTarget {
  const names = (setting: string) => [
    `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${setting}`,
    `OTEL_EXPORTER_OTLP_${setting}`,
  ];
  const protocol =
    env.oneOf(names('PROTOCOL'), ['http/protobuf', 'http/json', 'grpc']) ??
    options.protocol ??
    'http/protobuf';
  const url = resolveUrl(signal, protocol === 'grpc', options.endpoint, env);
  return {
    url,
    protocol,
    headers: resolveHeaders(names('HEADERS'), options.headers, env),
    compression:
      env.oneOf(names('COMPRESSION'), ['gzip', 'none']) ??
      options.compression ??
      // Compressing costs CPU to save network; towards the same host there is no network.
      (THIS_HOST.has(new URL(url).hostname) ? 'none' : 'gzip'),
    timeoutMs: env.number(names('TIMEOUT'), { min: 1 }) ?? options.timeoutMs ?? 10_000,
    tls: resolveTls(names, options.tls, env),
  };
}

function resolveUrl(
  signal: SignalType,
  isGrpc: boolean,
  endpoint: string | undefined,
  env: Environment,
): string {
  const own = readUrl(`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`, env);
  // The specification: the signal's own variable is used as it is, a general one is a base.
  if (own !== undefined) return own;
  const base = readUrl('OTEL_EXPORTER_OTLP_ENDPOINT', env) ?? endpoint;
  if (isGrpc) return new URL(base ?? DEFAULT_ENDPOINT.grpc).origin;
  const url = new URL(base ?? DEFAULT_ENDPOINT.http);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/${signal}`;
  return url.href;
}

function readUrl(name: string, env: Environment): string | undefined {
  const text = env.text(name);
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol)) return url.href;
  env.reject(name, text, 'a URL such as http://collector:4318');
  return undefined;
}

function resolveHeaders(
  [own, general]: readonly string[],
  option: ExportHeaders | undefined,
  env: Environment,
): ExportHeaders {
  const fromEnv = { ...env.pairs(general ?? ''), ...env.pairs(own ?? '') };
  if (typeof option !== 'function') return { ...option, ...fromEnv };
  if (Object.keys(fromEnv).length === 0) return option;
  return async () => ({ ...(await option()), ...fromEnv });
}

function resolveTls(
  names: (setting: string) => string[],
  option: TlsOptions | undefined,
  env: Environment,
): TlsOptions {
  const ca = readPem(names('CERTIFICATE'), env);
  const cert = readPem(names('CLIENT_CERTIFICATE'), env);
  const key = readPem(names('CLIENT_KEY'), env);
  const fromCa = ca && { ca: ca.content };
  const hasCert = cert !== undefined || option?.cert !== undefined;
  const hasKey = key !== undefined || option?.key !== undefined;
  if (hasCert !== hasKey) {
    // One half alone ends every connection: a collector that asks for no certificate is reached without it.
    const half = cert ?? key;
    if (half) env.reject(half.name, half.file, `it together with ${otherHalf(half.name)}`);
    return { ...option, ...fromCa };
  }
  return {
    ...option,
    ...fromCa,
    ...(cert && { cert: cert.content }),
    ...(key && { key: key.content }),
  };
}

function otherHalf(name: string): string {
  return name.endsWith('_KEY')
    ? name.replace(/_KEY$/, '_CERTIFICATE')
    : name.replace(/_CERTIFICATE$/, '_KEY');
}

interface Pem {
  readonly name: string;
  readonly file: string;
  readonly content: Buffer;
}

/** The first of `names` that holds the path of a file that can be read. */
function readPem(names: readonly string[], env: Environment): Pem | undefined {
  for (const name of names) {
    const file = env.text(name);
    if (file === undefined) continue;
    try {
      return { name, file, content: process.getBuiltinModule('node:fs').readFileSync(file) };
    } catch {
      env.reject(name, file, 'the path of a readable PEM file');
    }
  }
  return undefined;
}
