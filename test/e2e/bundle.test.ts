import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startOtlpReceiver, type OtlpReceiver } from '@fluxora/telemetry-testing';
import { build, type Format } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runFile } from './run-program.ts';

let receiver: OtlpReceiver;
/** Outside of this repository: nothing can be required from there. */
let directory: string;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
  directory = mkdtempSync(join(tmpdir(), 'bundle-'));
});
afterEach(async () => {
  await receiver.close();
  rmSync(directory, { recursive: true });
});

async function bundle(fixture: string, format: Format): Promise<string> {
  const outfile = join(directory, format === 'esm' ? 'app.mjs' : 'app.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL(`fixtures/${fixture}`, import.meta.url))],
    outfile,
    format,
    bundle: true,
    platform: 'node',
    logLevel: 'error',
    // The optional package is left out, as one would.
    external: ['@opentelemetry/auto-instrumentations-node'],
    logOverride: { 'empty-import-meta': 'silent' },
  });
  return outfile;
}

describe.each(['esm', 'cjs'] as const)('a program bundled into one %s file', (format) => {
  it('sends everything with the help of @fluxora/telemetry/bundled', async () => {
    const file = await bundle('bundled.mjs', format);
    const { code, stderr, stdout } = await runFile(file, {
      cwd: directory,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ traces: { exported: 2, dropped: {}, pending: 0 } });
    const spans = receiver.spans().map((span) => span.name);
    // Which of the two ends first is for the machine to decide.
    expect(spans.toSorted()).toEqual(['GET', 'work']);
    expect(receiver.logs().map((log) => log.body)).toEqual(['hello']);
  });

  it('is told what to do when it asks for gRPC, which no bundle holds', async () => {
    const file = await bundle('bundled.mjs', format);
    const { code, stderr } = await runFile(file, {
      cwd: directory,
      env: { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    });

    expect(code).toBe(0);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(
        /^telemetry\/export: .*\(Cannot find module '@opentelemetry\/sdk-node'\);.* out of the bundle, or use OTEL_EXPORTER_OTLP_PROTOCOL=http\/protobuf\.$/,
      ),
    ]);
  });

  it('is told what to do when it forgot that', async () => {
    const file = await bundle('not-bundled.mjs', format);
    const { code, stdout } = await runFile(file, { cwd: directory });

    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^sdk\.missing telemetry\/sdk: @opentelemetry\/\S+ cannot be loaded .* add import '@fluxora\/telemetry\/bundled'/,
    );
  });
});
