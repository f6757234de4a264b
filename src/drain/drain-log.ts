import { createLogger, type Logger, type Providers } from '@fluxora/telemetry-core';
import { drainCatalog } from './catalog.ts';
import type { DrainStep } from './drain-options.ts';
import type { DrainPlan } from './drain-plan.ts';

const { started, stepEnded, stepFailed, ended } = drainCatalog.signals;

/** Tells what a drain does, as structured records. */
export class DrainLog {
  readonly #logger: Logger;

  constructor(providers: Providers) {
    const { name, version } = drainCatalog;
    this.#logger = createLogger({ name, version, providers });
  }

  started(reason: string, { timeoutMs }: DrainPlan, waitMs: number): void {
    this.#logger.event(
      started.name,
      { 'fluxora.drain.reason': reason, 'fluxora.drain.timeout': toSeconds(timeoutMs) },
      {
        level: started.severity,
        message:
          `draining (${reason}): not ready any more` +
          (waitMs > 0 ? `; servers go on for ${waitMs} ms, then close` : ''),
      },
    );
  }

  step(step: DrainStep): void {
    const event = step.outcome === 'done' ? stepEnded : stepFailed;
    this.#logger.event(
      event.name,
      {
        'fluxora.drain.step': step.name,
        'fluxora.drain.outcome': step.outcome,
        'fluxora.drain.step.duration': toSeconds(step.durationMs),
        ...(step.openConnections !== undefined && {
          'fluxora.drain.open_connections': step.openConnections,
        }),
        ...(step.outcome === 'failed' && { error: step.error }),
      },
      { level: event.severity, message: describe(step) },
    );
  }

  ended(reason: string, durationMs: number, steps: readonly DrainStep[]): void {
    const unfinished = steps.filter(({ outcome }) => outcome !== 'done').length;
    this.#logger.event(
      ended.name,
      {
        'fluxora.drain.reason': reason,
        'fluxora.drain.duration': toSeconds(durationMs),
        'fluxora.drain.unfinished': unfinished,
      },
      {
        level: ended.severity,
        message:
          `drained in ${Math.round(durationMs)} ms` +
          (unfinished > 0 ? `, ${unfinished} of ${steps.length} steps unfinished` : ''),
      },
    );
  }
}

function describe({ name, outcome, durationMs, openConnections, error }: DrainStep): string {
  const ms = `${Math.round(durationMs)} ms`;
  if (outcome === 'done') return `${name}: done in ${ms}`;
  if (outcome === 'cut_off') {
    const open = openConnections === undefined ? '' : ` with ${openConnections} connections open`;
    return `${name}: cut off after ${ms}${open}`;
  }
  return `${name}: failed after ${ms}: ${error instanceof Error ? error.message : String(error)}`;
}

function toSeconds(milliseconds: number): number {
  return Math.round(milliseconds) / 1_000;
}
