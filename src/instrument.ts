import { metrics, trace } from '@opentelemetry/api';
import * as core from '@fluxora/telemetry-core';
import * as express from '@fluxora/telemetry-express';
import { installProcessHooks } from './lifecycle/process-hooks.ts';
import { withBudget } from './lifecycle/with-budget.ts';
import { Environment } from './options/environment.ts';
import type { InstrumentOptions } from './options/instrument-options.ts';
import { resolveSettings } from './options/resolve-settings.ts';
import type { Settings } from './options/settings.ts';
import { registerGlobally } from './pipeline/globals.ts';
import { createOffPipeline } from './pipeline/off.ts';
import type { FlushReport, Pipeline } from './pipeline/pipeline.ts';
import { createPropagator } from './pipeline/propagator.ts';
import { createStandardPipeline } from './pipeline/standard/create-standard-pipeline.ts';
import { readNearestPackageJson } from './resource/package-json.ts';
import { sdk } from './sdk/load-sdk.ts';
import type { Telemetry, TimeoutOptions } from './telemetry.ts';
import { DISTRO_NAME, DISTRO_VERSION } from './version.ts';

let current: Telemetry | undefined;

/**
 * Starts the telemetry of this process: traces, metrics and logs over OTLP, HTTP servers and Express included. Synchronous;
 * call it first thing in the program, or start Node with `--import @fluxora/telemetry/register`.
 *
 * A second call returns the first handle. Throws `TelemetryError('options.invalid')` listing every problem; never throws for
 * a collector that cannot be reached.
 *
 * @example
 * const telemetry = instrument({ service: 'forecast-api', environment: 'production' });
 */
export function instrument(options: InstrumentOptions = {}): Telemetry {
  if (current) return current;
  const env = new Environment();
  const settings = resolveSettings(options, env, readNearestPackageJson());
  for (const problem of env.problems) core.notices.once(problem, problem);
  current = start(settings);
  return current;
}

function start(settings: Settings): Telemetry {
  const context = { drops: core.drops, notices: core.notices };
  const isOff = settings.mode === 'off';
  const pipeline: Pipeline = isOff
    ? createOffPipeline()
    : createStandardPipeline(settings, context);
  const undo: (() => void)[] = [];
  if (!isOff) {
    const contextManager = new (sdk.context().AsyncLocalStorageContextManager)();
    contextManager.enable();
    undo.push(registerGlobally(pipeline.providers, contextManager, createPropagator(settings)));
    undo.push(...startInstrumentations(settings));
  }

  let finalReport: Promise<FlushReport> | undefined;
  const flush = ({ timeoutMs = settings.flushTimeoutMs }: TimeoutOptions = {}) =>
    finalReport ?? withBudget(pipeline, () => pipeline.flush(), timeoutMs, false);
  const shutdown = ({ timeoutMs = settings.shutdownTimeoutMs }: TimeoutOptions = {}) => {
    finalReport ??= withBudget(pipeline, () => pipeline.shutdown(), timeoutMs, true).finally(() => {
      for (const action of undo.reverse()) action();
      current = undefined;
    });
    return finalReport;
  };
  if (!isOff && settings.processHooks) {
    undo.push(installProcessHooks({ flush, timeoutMs: settings.shutdownTimeoutMs }));
  }

  const scope = [DISTRO_NAME, DISTRO_VERSION] as const;
  return {
    service: settings.service,
    mode: settings.mode,
    providers: context,
    logger: (core as unknown as { logger: Telemetry['logger'] }).logger,
    tracer: trace.getTracer(...scope),
    meter: metrics.getMeter(...scope),
    config: {},
    flush,
    shutdown,
  };
}

function startInstrumentations(settings: Settings): (() => void)[] {
  const undo: (() => void)[] = [];
  const { instrumentHttpServer } = express as unknown as {
    instrumentHttpServer?: (options: object) => { disable(): void };
  };
  if (settings.http !== false && instrumentHttpServer) {
    const running = instrumentHttpServer(settings.http ?? {});
    undo.push(() => running.disable());
  }
  const { observeDrops } = core as unknown as { observeDrops?: () => () => void };
  if (observeDrops) undo.push(observeDrops());
  return undo;
}
