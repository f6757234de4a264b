/**
 * Starts telemetry before the program: `node --import @fluxora/telemetry/register app.js`. Configured by `OTEL_*` and
 * `FLUXORA_*` variables; name and version come from package.json. Worker threads inherit the flag and get telemetry of their own.
 */
import { notices } from '@fluxora/telemetry-core';
import { instrumentFrom } from './instrument.ts';

try {
  instrumentFrom('--import @fluxora/telemetry/register', {});
} catch (error) {
  // A program that names no telemetry must not fail for it.
  notices.once('register', `${String(error)} The program goes on without telemetry.`);
}
