import { fileURLToPath } from 'node:url';

/** One way of running the same Express program. */
export interface Variant {
  readonly id: string;
  readonly title: string;
  /** `bare` is the yardstick, `ours` is judged by `--check`, a `peer` is what it is judged against. */
  readonly role: 'bare' | 'ours' | 'peer';
  /** What must arrive at the sink. Checked, because dropping telemetry is cheap. */
  readonly sends: 'nothing' | 'metrics' | 'traces and metrics';
  /** Put before the program: how this variant is switched on. */
  readonly nodeArguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Run only when `--variants` names it. */
  readonly optional?: true;
}

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const OURS = ['--import', '@fluxora/telemetry/register'];
const OTEL_HTTP = ['--require', file('./processes/otel-http.cjs')];
const OTEL_HTTP_EXPRESS = ['--require', file('./processes/otel-http-express.cjs')];
const OTEL_AUTO = ['--require', '@opentelemetry/auto-instrumentations-node/register'];
const NEVER_SAMPLE = { OTEL_TRACES_SAMPLER: 'always_off' };

/**
 * Everything that can be measured side by side.
 *
 * Two bare processes: the ratio between them is the error of the method, and their mean is the yardstick.
 */
export const variants: readonly Variant[] = [
  { id: 'bare-a', title: 'bare (A)', role: 'bare', sends: 'nothing', nodeArguments: [] },
  { id: 'bare-b', title: 'bare (B)', role: 'bare', sends: 'nothing', nodeArguments: [] },
  { id: 'ours', title: 'ours', role: 'ours', sends: 'traces and metrics', nodeArguments: OURS },
  {
    id: 'ours-unsampled',
    title: 'ours, nothing sampled',
    role: 'ours',
    sends: 'metrics',
    nodeArguments: OURS,
    environment: NEVER_SAMPLE,
  },
  {
    id: 'ours-off',
    title: 'ours, off',
    role: 'ours',
    sends: 'nothing',
    nodeArguments: OURS,
    environment: { OTEL_SDK_DISABLED: 'true' },
  },
  {
    id: 'otel',
    title: 'OTel http + express',
    role: 'peer',
    sends: 'traces and metrics',
    nodeArguments: OTEL_HTTP_EXPRESS,
  },
  {
    id: 'otel-auto',
    title: 'OTel auto-instrumentations',
    role: 'peer',
    sends: 'traces and metrics',
    nodeArguments: OTEL_AUTO,
  },
  {
    id: 'otel-http',
    title: 'OTel http only (no route)',
    role: 'peer',
    sends: 'traces and metrics',
    nodeArguments: OTEL_HTTP,
    optional: true,
  },
  {
    id: 'otel-unsampled',
    title: 'OTel http + express, nothing sampled',
    role: 'peer',
    sends: 'metrics',
    nodeArguments: OTEL_HTTP_EXPRESS,
    environment: NEVER_SAMPLE,
    optional: true,
  },
];

/**
 * Settings that hold for every variant, ours and peers alike.
 *
 * The intervals are short so that slices of a second contain metric exports and the last spans of a run arrive
 * soon; under load both pipelines send full batches anyway. Detectors that call cloud metadata services are off.
 */
export function commonEnvironment(sinkUrl: string, name: string): Record<string, string> {
  return {
    NODE_ENV: 'production',
    OTEL_SERVICE_NAME: name,
    OTEL_EXPORTER_OTLP_ENDPOINT: `${sinkUrl}/${name}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_METRIC_EXPORT_INTERVAL: '2000',
    OTEL_METRIC_EXPORT_TIMEOUT: '2000',
    OTEL_BSP_SCHEDULE_DELAY: '1000',
    OTEL_NODE_RESOURCE_DETECTORS: 'env,host,os,process',
  };
}

/** The variants a run measures: the bare pair always, then those asked for, or all that are not optional. */
export function chooseVariants(ids: readonly string[] | undefined): Variant[] {
  const unknown = (ids ?? []).filter((id) => !variants.some((variant) => variant.id === id));
  if (unknown.length > 0) {
    const known = variants.map((variant) => variant.id).join(', ');
    throw new Error(`bench/variants: unknown ${unknown.join(', ')}. Choose from ${known}.`);
  }
  return variants.filter((variant) => {
    if (variant.role === 'bare') return true;
    return ids ? ids.includes(variant.id) : variant.optional !== true;
  });
}
