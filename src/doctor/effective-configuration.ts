import { join } from 'node:path';
import { Environment } from '../options/environment.ts';
import { resolveSettings } from '../options/resolve-settings.ts';
import type { Settings } from '../options/settings.ts';
import { readNearestPackageJson } from '../resource/package-json.ts';
import { toConfigurationRows } from './configuration-rows.ts';
import type { ConfigurationEntry } from './doctor-report.ts';

type Variables = Readonly<Record<string, string | undefined>>;

export interface EffectiveConfiguration {
  readonly settings: Settings;
  readonly entries: readonly ConfigurationEntry[];
  /** One sentence per variable that could not be used. */
  readonly problems: readonly string[];
}

/**
 * What `instrument()` without options would decide in this environment and directory. Options in code are not visible from a
 * command; `telemetry.config` shows those.
 *
 * @param endpoint - Takes the place of every endpoint in the environment.
 */
export function resolveConfiguration(
  directory: string,
  variables: Variables,
  endpoint?: string,
): EffectiveConfiguration {
  const used = endpoint === undefined ? variables : withoutEndpoints(variables);
  const env = new Environment(used);
  const packageJson = readNearestPackageJson(join(directory, 'index.js'));
  const settings = resolveSettings(endpoint === undefined ? {} : { endpoint }, env, packageJson);
  const fromResourceVariable = new Environment(used).pairs('OTEL_RESOURCE_ATTRIBUTES');
  const isUsable = (name: string) =>
    Boolean(used[name]?.trim()) && !env.problems.some((problem) => problem.includes(`${name} is`));
  const entries = toConfigurationRows(settings).map(
    ({ setting, value, variables: names, attribute }): ConfigurationEntry => {
      const variable = names.find(isUsable);
      if (variable !== undefined) return { setting, value, source: 'environment', variable };
      if (
        attribute !== undefined &&
        fromResourceVariable[attribute] === value &&
        value !== undefined
      ) {
        return { setting, value, source: 'environment', variable: 'OTEL_RESOURCE_ATTRIBUTES' };
      }
      if (endpoint !== undefined && setting.endsWith('.endpoint')) {
        return { setting, value, source: 'flag' };
      }
      const isFromPackage = PACKAGE_SETTINGS[setting]?.(packageJson) === value;
      return {
        setting,
        value,
        source: value !== undefined && isFromPackage ? 'package.json' : 'default',
      };
    },
  );
  return { settings, entries, problems: env.problems };
}

const PACKAGE_SETTINGS: Readonly<
  Record<string, (json: ReturnType<typeof readNearestPackageJson>) => string | undefined>
> = {
  'service.name': (json) => json.name,
  'service.version': (json) => json.version,
};

function withoutEndpoints(variables: Variables): Variables {
  return Object.fromEntries(
    Object.entries(variables).filter(
      ([name]) => !/^OTEL_EXPORTER_OTLP_(\w+_)?ENDPOINT$/.test(name),
    ),
  );
}
