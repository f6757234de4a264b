import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { FlushReport } from '@fluxora/telemetry';
import { serviceEnvironment } from '../../../scripts/demo/service-environment.ts';

/** Runs a program of test/backends/programs, compressed and with one metric export at its end. Resolves with its report. */
export async function runProgram(
  name: string,
  { endpoint, ...env }: { readonly endpoint: string } & Readonly<Record<string, string>>,
): Promise<FlushReport> {
  const program = fileURLToPath(new URL(`../programs/${name}`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program], {
    env: {
      ...serviceEnvironment(endpoint, false),
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_METRIC_EXPORT_INTERVAL: '60000',
      ...env,
    },
  });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as FlushReport;
}
