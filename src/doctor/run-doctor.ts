import { DISTRO_VERSION } from '../version.ts';
import { checkPackages } from './check-packages.ts';
import { checkRuntime } from './check-runtime.ts';
import type { Check, DoctorReport } from './doctor-report.ts';
import { resolveConfiguration } from './effective-configuration.ts';
import { readOwnPackage } from './own-package.ts';
import { probeEndpoint } from './probe-endpoint.ts';

export interface DoctorOptions {
  /** Where the application is installed. @defaultValue the working directory */
  readonly directory?: string;
  /** @defaultValue process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** Base URL of a collector, instead of the configured one. */
  readonly endpoint?: string;
  /** Longest wait for each answer of the collector. Milliseconds, > 0. @defaultValue 2_000 */
  readonly timeoutMs?: number;
}

/**
 * Looks at everything that decides whether telemetry of the application in `directory` arrives, and sends one span, one metric and
 * one log record to see it. Changes nothing. Resolves always, within the timeout and about a second.
 */
export async function runDoctor(options: DoctorOptions = {}): Promise<DoctorReport> {
  const { directory = process.cwd(), env = process.env, timeoutMs = 2_000 } = options;
  const own = readOwnPackage();
  const { settings, entries, problems } = resolveConfiguration(directory, env, options.endpoint);
  const checks: Check[] = [
    ...checkRuntime(own, directory, settings, env),
    ...checkPackages(own, directory),
    ...[...new Set(problems)].map(toConfigurationCheck),
    ...(await probeEndpoint(settings, timeoutMs)),
  ];
  return {
    schemaVersion: 1,
    healthy: checks.every(({ status }) => status !== 'problem'),
    createdAt: new Date().toISOString(),
    version: DISTRO_VERSION,
    checks,
    configuration: entries,
  };
}

/** `telemetry/environment: X is "y" and is ignored. Use z.` has the finding and the mend in one. */
function toConfigurationCheck(problem: string): Check {
  const [finding = problem, mend] = problem
    .replace(/^telemetry\/\w+: /, '')
    .split(/(?<=ignored\.) /, 2);
  return {
    id: 'configuration.environment',
    label: 'environment',
    status: 'warning',
    message: finding.replace(/\.$/, ''),
    mend: mend ?? 'Correct the variable.',
  };
}
