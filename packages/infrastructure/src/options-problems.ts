import {
  flag,
  flagOr,
  isRecord,
  type Rule,
  rule,
  shape,
  wholeNumber,
} from '@fluxora/telemetry-core/option-rules';
import type { FilesystemOptions, HostOptions } from './host/host-options.ts';
import type { InfrastructureOptions } from './options.ts';
import type { RuntimeOptions } from './runtime/runtime-options.ts';

const absolutePath = rule(
  (value) => typeof value === 'string' && value.startsWith('/'),
  'an absolute path, as in "/host/proc"',
);

const resolution = wholeNumber(1, 'milliseconds', 10_000);

const providers = rule(
  (value) => value === null || isRecord(value),
  'an object of providers, or leave it out',
);

const OPTIONS = {
  host: flagOr({
    cpu: flag,
    perCpu: flag,
    load: flag,
    memory: flag,
    paging: flag,
    disk: flag,
    filesystem: flagOr({ remote: flag } satisfies Record<keyof FilesystemOptions, Rule>),
    network: flag,
  } satisfies Record<keyof HostOptions, Rule>),
  container: flag,
  process: flag,
  runtime: flagOr({
    eventLoopDelay: flag,
    eventLoopDelayResolutionMs: resolution,
    gc: flag,
    heap: flag,
    activeResources: flag,
  } satisfies Record<keyof RuntimeOptions, Rule>),
  providers,
  procPath: absolutePath,
  sysPath: absolutePath,
} satisfies Record<keyof InfrastructureOptions, Rule>;

const isOptions = rule(
  isRecord,
  `an object of ${Object.keys(OPTIONS).join(', ')}, or leave it out`,
);
const checkMembers = shape(OPTIONS);

/**
 * What is wrong with options for {@link startInfrastructureMetrics}: one sentence per problem, which begins with the option's
 * path and says how to mend it. Empty for options that are right. Never throws; for those who check them along with others.
 *
 * @param where - Path of the options themselves, put before each problem. @defaultValue none
 */
export function infrastructureOptionProblems(options: unknown, where = ''): string[] {
  const problems: string[] = [];
  if (isRecord(options)) checkMembers(options, where, problems);
  else isOptions(options, where || 'the argument', problems);
  return problems;
}
