import { diag } from '@opentelemetry/api';
import { notices } from '@fluxora/telemetry-core';
import { callSiteOf } from './call-site.ts';
import { Environment } from './options/environment.ts';
import type { InstrumentOptions } from './options/instrument-options.ts';
import { resolveSettings } from './options/resolve-settings.ts';
import { validateOptions } from './options/validate-options.ts';
import { readNearestPackageJson } from './resource/package-json.ts';
import { startTelemetry } from './start-telemetry.ts';
import type { Telemetry } from './telemetry.ts';

interface Running {
  readonly telemetry: Telemetry;
  readonly startedBy: string;
}

/** On globalThis, so that a second copy of this package (a bundle, a linked package) finds what the first has started. */
const RUNNING = Symbol.for('fluxora.telemetry.running');
const globals = globalThis as { [RUNNING]?: Running | undefined };

/**
 * Starts the telemetry of this process: traces, metrics and logs over OTLP, HTTP servers and Express included. Synchronous;
 * call it first thing in the program, or start Node with `--import @fluxora/telemetry/register`.
 *
 * A second call returns the first handle, and says once who called first when it brings options, which are ignored; after
 * `shutdown()` it starts anew. Where another OpenTelemetry SDK is registered already, that one is used and nothing is
 * registered (`mode: 'attached'`).
 *
 * @throws TelemetryError `options.invalid`, listing every problem with its value and its mend. A collector that cannot be
 * reached is no error: it is reported while the program runs.
 *
 * @example
 * const telemetry = instrument({ service: 'forecast-api', environment: 'production' });
 * telemetry.logger.info('forecast issued', { site: 'DE-7', horizon: 96 });
 */
export function instrument(options: InstrumentOptions = {}): Telemetry {
  return instrumentFrom(callSiteOf(instrument), options);
}

/** @internal {@link instrument}, for callers who name themselves. */
export function instrumentFrom(caller: string, options: InstrumentOptions): Telemetry {
  const running = globals[RUNNING];
  if (running) {
    const said =
      `telemetry/instrument: called again from ${caller}; telemetry was started by ${running.startedBy}. ` +
      'The first handle is returned';
    // Without options it is the way to get the handle: below --import, or in another module.
    if (Object.keys(options).length === 0) diag.debug(`${said}.`);
    else {
      notices.once(
        `instrument.twice.${caller}`,
        `${said} and these options are ignored: pass them there, or shut down first.`,
      );
    }
    return running.telemetry;
  }
  validateOptions(options);
  const env = new Environment();
  const settings = resolveSettings(options, env, readNearestPackageJson());
  if (settings.mode !== 'off') {
    for (const problem of env.problems) notices.once(problem, problem);
  }
  const telemetry = startTelemetry(settings, () => {
    globals[RUNNING] = undefined;
  });
  globals[RUNNING] = { telemetry, startedBy: caller };
  return telemetry;
}
