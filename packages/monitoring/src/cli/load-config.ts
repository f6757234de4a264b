import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineMonitoring } from '../define/define-monitoring.ts';
import type { Monitoring, MonitoringDefinition } from '../define/monitoring.ts';
import type { Problem } from '../problems.ts';
import type { ExitCode } from './command-line.ts';

const NAMES = ['monitoring.config.ts', 'monitoring.config.js', 'monitoring.config.mjs'];

export type LoadedConfig =
  | { readonly monitoring: Monitoring }
  | { readonly problems: readonly Problem[]; readonly exitCode: ExitCode };

/**
 * Loads a configuration: a module whose default export is a definition, checked or not. Never throws.
 *
 * @param file - @defaultValue `monitoring.config.ts`, `.js` or `.mjs` in the working directory
 */
export async function loadConfig(file: string | undefined): Promise<LoadedConfig> {
  const path = [file ?? NAMES].flat().find((name) => existsSync(name));
  if (path === undefined) {
    const message = file
      ? 'does not exist. Give the path of a configuration.'
      : 'does not exist in the working directory. Write one, or name it with --config.';
    return failed(2, [{ place: file ?? NAMES[0] ?? '', message }]);
  }
  try {
    const { default: definition } = (await import(pathToFileURL(resolve(path)).href)) as {
      default?: unknown;
    };
    if (definition === undefined) {
      const message = 'has no default export. Write: export default defineMonitoring({ … });';
      return failed(2, [{ place: path, message }]);
    }
    return { monitoring: defineMonitoring(definition as MonitoringDefinition) };
  } catch (error) {
    const problems = problemsOf(error);
    if (problems) return failed(1, problems);
    const reason = error instanceof Error ? error.message : String(error);
    return failed(2, [{ place: path, message: `cannot be loaded: ${reason}. Correct it.` }]);
  }
}

function failed(exitCode: ExitCode, problems: readonly Problem[]): LoadedConfig {
  return { problems, exitCode };
}

/** Those of a declaration. By its form, not its class: the configuration may load another copy of our packages. */
function problemsOf(error: unknown): Problem[] | undefined {
  const { code, problems } = (error ?? {}) as { code?: unknown; problems?: unknown };
  if (typeof code !== 'string' || !Array.isArray(problems)) return undefined;
  return problems.map((problem) => {
    const [, place = '', message = ''] =
      /^telemetry\/(?:monitoring\/)?([^:]*): (.*)$/s.exec(String(problem)) ?? [];
    return message === '' ? { place: code, message: String(problem) } : { place, message };
  });
}
