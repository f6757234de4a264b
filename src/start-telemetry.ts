import { context, metrics, trace } from '@opentelemetry/api';
import { drops, health, logger, notices } from '@fluxora/telemetry-core';
import { attach } from './attach/attach.ts';
import { findRegisteredSdk } from './attach/registered-sdk.ts';
import { reportDuplicateCopies } from './duplicates/index.ts';
import { installProcessHooks } from './lifecycle/process-hooks.ts';
import { sayLosses } from './lifecycle/say-losses.ts';
import { UndoStack } from './lifecycle/undo-stack.ts';
import { withBudget } from './lifecycle/with-budget.ts';
import { maskSettings } from './options/mask-settings.ts';
import type { Settings } from './options/settings.ts';
import { markDeployment } from './mark-deployment.ts';
import { wireDiag } from './diagnostics/wire-diag.ts';
import { registerGlobally } from './pipeline/globals.ts';
import { createOffPipeline } from './pipeline/off.ts';
import type { FlushReport, Pipeline } from './pipeline/pipeline.ts';
import { createPropagator } from './pipeline/propagator.ts';
import { createStandardPipeline } from './pipeline/standard/create-standard-pipeline.ts';
import { startLogging, endLogExport } from './start-logging.ts';
import { restHealthChecks, startHealth } from './start-health.ts';
import { startInstrumentations } from './start-instrumentations.ts';
import { sdk } from './sdk/load-sdk.ts';
import type { Telemetry, TimeoutOptions } from './telemetry.ts';

/**
 * Builds and registers everything that the settings ask for.
 *
 * @param onEnd - Called when shutdown is complete.
 * @throws TelemetryError when an optional package is asked for and missing; what was started by then is undone.
 */
export function startTelemetry(wanted: Settings, onEnd: () => void): Telemetry {
  const undo = new UndoStack();
  try {
    const { pipeline, mode, settings } = startPipeline(wanted, undo);
    const providers = { ...pipeline.providers, drops, notices };
    undo.add(startLogging(settings));
    undo.add(startHealth(settings, providers));
    if (mode !== 'off') startInstrumentations(settings, providers, undo);
    const { flush, shutdown } = createLifeCycle(settings, pipeline, undo, onEnd);
    if (mode !== 'off' && settings.processHooks) {
      undo.add(
        installProcessHooks({
          pipeline,
          notices,
          exitTimeoutMs: settings.exitTimeoutMs,
          flush: () => {
            const resume = restHealthChecks();
            return flush({ timeoutMs: settings.shutdownTimeoutMs }).finally(resume);
          },
          shutdown,
        }),
      );
    }
    if (mode !== 'off') markDeployment(settings, providers);
    const { name, version } = settings.service;
    return {
      service: settings.service,
      mode,
      providers,
      logger,
      tracer: (pipeline.providers.tracerProvider ?? trace).getTracer(name, version),
      meter: (pipeline.providers.meterProvider ?? metrics).getMeter(name, version),
      health,
      config: maskSettings(settings),
      flush,
      shutdown,
    };
  } catch (error) {
    undo.run();
    throw error;
  }
}

function startPipeline(
  settings: Settings,
  undo: UndoStack,
): { pipeline: Pipeline; mode: Telemetry['mode']; settings: Settings } {
  if (settings.mode === 'off') return { pipeline: createOffPipeline(), mode: 'off', settings };
  // Looked for a moment later: it reads files, and nothing depends on it.
  setImmediate(() => {
    try {
      reportDuplicateCopies(notices);
    } catch {
      // In a bundle there are no copies to be found, and no paths to look at.
    }
  }).unref();
  const registered = findRegisteredSdk();
  if (registered) return { ...attach(registered, settings, notices), mode: 'attached' };
  undo.add(wireDiag(settings.diagLevel, notices));
  // Before the pipeline, which asks metadata services at once: without it their requests could not go untraced.
  context.setGlobalContextManager(new (sdk.context().AsyncLocalStorageContextManager)().enable());
  undo.add(() => context.disable());
  const pipeline = createStandardPipeline(settings, { drops, notices });
  undo.add(() => pipeline.abort());
  undo.add(registerGlobally(pipeline.providers, createPropagator(settings, notices)));
  return { pipeline, mode: settings.mode, settings };
}

function createLifeCycle(
  settings: Settings,
  pipeline: Pipeline,
  undo: UndoStack,
  onEnd: () => void,
): Pick<Telemetry, 'flush' | 'shutdown'> {
  let end: Promise<FlushReport> | undefined;
  return {
    flush({ timeoutMs = settings.flushTimeoutMs }: TimeoutOptions = {}) {
      return end ?? withBudget(pipeline, () => pipeline.flush(), timeoutMs, false);
    },
    shutdown({ timeoutMs = settings.shutdownTimeoutMs }: TimeoutOptions = {}) {
      if (end) return end;
      undo.add(restHealthChecks());
      end = withBudget(pipeline, () => pipeline.shutdown(), timeoutMs, true).then((report) => {
        const problem = pipeline.problem();
        undo.run();
        endLogExport(settings);
        sayLosses(notices, report, problem, timeoutMs);
        onEnd();
        return report;
      });
      return end;
    },
  };
}
