import type { OtlpTarget, Settings } from './settings.ts';

const MASK = '***';

/** The configuration in effect as plain data, safe to print: header values, keys and passwords are masked. */
export function maskSettings(settings: Settings): Readonly<Record<string, unknown>> {
  const { traces, metrics, logs, resourceAttributes, ...rest } = settings;
  return Object.freeze({
    ...rest,
    resourceAttributes: maskByKey(resourceAttributes),
    traces: { ...traces, sampler: describeSampler(settings), otlp: maskTarget(traces.otlp) },
    metrics: { ...metrics, otlp: maskTarget(metrics.otlp) },
    logs: { ...logs, otlp: maskTarget(logs.otlp) },
  });
}

function maskTarget(target: OtlpTarget): Record<string, unknown> {
  const url = new URL(target.url);
  if (url.password) url.password = MASK;
  if (url.username) url.username = MASK;
  // Tokens travel in query strings too.
  for (const key of url.searchParams.keys()) url.searchParams.set(key, MASK);
  const { headers, tls } = target;
  return {
    ...target,
    url: decodeURI(url.href),
    headers:
      typeof headers === 'function'
        ? 'from a function'
        : Object.fromEntries(Object.keys(headers).map((name) => [name, MASK])),
    tls: Object.fromEntries(
      Object.entries(tls).map(([name, value]) => [
        name,
        name === 'servername' || name === 'rejectUnauthorized' ? value : MASK,
      ]),
    ),
  };
}

function maskByKey(attributes: Settings['resourceAttributes']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [
      key,
      /secret|token|password|api.?key|credential/i.test(key) ? MASK : value,
    ]),
  );
}

function describeSampler({ traces: { sampler } }: Settings): string {
  if (sampler.kind === 'custom') return sampler.sampler.toString();
  return `${sampler.parentBased ? 'parent based, ' : ''}ratio ${sampler.ratio}`;
}
