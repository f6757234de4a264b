import { Progress } from './progress.ts';
import { startService, type ServiceExit } from './service.ts';
import { paint } from './style.ts';
import { driveTraffic } from './traffic/drive-traffic.ts';
import type { SentRequest } from './traffic/planned-request.ts';
import { planTraffic } from './traffic/traffic-plan.ts';

const CONCURRENCY = 16;

export interface Performance {
  readonly sent: readonly SentRequest[];
  readonly exit: ServiceExit;
  /** What the service wrote, line by line. */
  readonly output: readonly string[];
}

/** Starts the service, sends it the planned requests, and stops it. Says so on the way. */
export async function perform(
  root: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Performance> {
  const service = await startService({ directory: `${root}/examples/forecast-api`, env });
  say('service', 'node --import @fluxora/telemetry/register server.js');
  say('', `pid ${service.pid}, listening after ${Math.round(service.startMs)} ms`);
  try {
    const plan = planTraffic();
    say('traffic', `${plan.length} requests, ${CONCURRENCY} at a time`);
    const progress = new Progress(plan.length, 'requests');
    const sent = await driveTraffic({
      baseUrl: service.url,
      plan,
      concurrency: CONCURRENCY,
      signal,
      onProgress: (done) => progress.update(done),
    });
    const exit = await service.stop();
    say(
      'stopped',
      `SIGTERM, exit ${exit.signal ?? exit.code} after ${Math.round(exit.durationMs)} ms`,
    );
    return { sent, exit, output: service.output };
  } finally {
    await service.stop();
  }
}

/** One line of what is going on. */
export function say(what: string, text: string): void {
  console.log(`  ${paint.dim(what.padEnd(9))} ${text}`);
}
