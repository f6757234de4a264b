import type { Telemetry } from '../telemetry.ts';
import type { DrainContext, DrainReport, DrainStep } from './drain-options.ts';
import { DrainLog } from './drain-log.ts';
import { waitOf, type DrainPlan, type NamedCallback } from './drain-plan.ts';
import { announceLastRequests } from './last-requests.ts';
import { runStep } from './run-step.ts';
import type { ServerDrain } from './server-drain.ts';

/**
 * Not ready → wait → stop → release → last export, within the time of the plan. Never rejects; a step that fails does not keep
 * the others from running.
 */
export async function runDrain(
  telemetry: Telemetry,
  plan: DrainPlan,
  servers: readonly ServerDrain[],
  reason: string,
): Promise<DrainReport> {
  const start = performance.now();
  const endAt = start + plan.timeoutMs;
  const workUntil = endAt - plan.exportMs;
  const steps: DrainStep[] = [];
  const log = new DrainLog(telemetry.providers);
  const note = (step: DrainStep): void => {
    steps.push(step);
    log.step(step);
  };
  // Also what keeps the process alive until the end.
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(timeOver(plan)), plan.timeoutMs - plan.exportMs);
  const { signal } = controller;
  const context: DrainContext = {
    reason,
    signal,
    remainingMs: () => Math.max(0, workUntil - performance.now()),
  };
  const call = async ({ name, call: callback }: NamedCallback): Promise<void> =>
    note(await runStep(name, () => callback(context), signal));

  telemetry.health.startDraining(reason);
  const waitMs = waitOf(plan);
  log.started(reason, plan, waitMs);
  const endAnnouncement = announceLastRequests(plan.servers);
  if (waitMs > 0) note(await runStep('wait', () => delay(waitMs), signal));
  await Promise.all([
    ...servers.map(async (server, index) => note(await closeServer(server, index, signal))),
    ...plan.stop.map(call),
  ]);
  endAnnouncement();
  for (const callback of plan.release) await call(callback);
  clearTimeout(timer);

  const durationMs = performance.now() - start;
  log.ended(reason, durationMs, steps);
  const timeoutMs = Math.max(plan.exportMs, Math.floor(endAt - performance.now()));
  const report = await telemetry.shutdown({ timeoutMs: Math.min(timeoutMs, plan.shutdownMs) });
  return { reason, durationMs, steps, telemetry: report };
}

/** Not by `runStep`: it ends by itself when the time is over, and has something to tell then. */
async function closeServer(
  server: ServerDrain,
  index: number,
  signal: AbortSignal,
): Promise<DrainStep> {
  const start = performance.now();
  const name = server.name(index);
  const openConnections = await server.close(signal);
  const durationMs = performance.now() - start;
  return openConnections > 0
    ? { name, outcome: 'cut_off', durationMs, openConnections }
    : { name, outcome: 'done', durationMs };
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

function timeOver({ timeoutMs, exportMs }: DrainPlan): Error {
  return new Error(
    `telemetry/drain: the time is over: timeoutMs is ${timeoutMs}, of which ${exportMs} are kept for the last export.`,
  );
}
