import type { OtlpTarget } from '../options/settings.ts';

/** Zipkin's exporter reads the environment itself; this is where it then sends, for what we say about it. */
export interface ZipkinTarget {
  readonly protocol: 'zipkin';
  readonly url: string;
}

export type ExportTarget = OtlpTarget | ZipkinTarget;

const DEFAULT_ZIPKIN = 'http://localhost:9411/api/v2/spans';

export function zipkinTarget(): ZipkinTarget {
  const url = process.env['OTEL_EXPORTER_ZIPKIN_ENDPOINT'] ?? '';
  return { protocol: 'zipkin', url: URL.canParse(url) ? url : DEFAULT_ZIPKIN };
}
