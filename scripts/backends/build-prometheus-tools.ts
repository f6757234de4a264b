import { cpSync, globSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildOnce } from './build-cache.ts';
import type { GoToolchain } from './go-toolchain.ts';
import { runQuietly } from './run-quietly.ts';

const DIRECTORY = fileURLToPath(new URL('prometheus-tools', import.meta.url));

const ALERTMANAGER = 'github.com/prometheus/alertmanager';

/**
 * Builds Prometheus 3 and Alertmanager with their command line tools: Debian's lack the OTLP receiver, or are years old. Together,
 * as they share most of what they are made of.
 *
 * @returns The directory in which `prometheus`, `promtool`, `alertmanager` and `amtool` are.
 */
export function buildPrometheusTools(go: GoToolchain): Promise<string> {
  return buildOnce(
    {
      name: 'prometheus-tools',
      directory: DIRECTORY,
      sources: ['go.mod', 'go.sum', '../build-prometheus-tools.ts'],
      build: async (workDirectory) => {
        const module = `${workDirectory}/module`;
        cpSync(DIRECTORY, module, { recursive: true });
        const options = { cwd: module, env: { ...go.env, CGO_ENABLED: '0' } };
        const inModule = (...args: string[]): Promise<string> =>
          runQuietly(go.command, args, options);
        await copyAlertmanager(module, inModule);
        const programs = `${workDirectory}/programs/`;
        // Without the service discoveries of the clouds, which would double the work.
        const without = ['-tags', 'remove_all_sd,enable_kubernetes_sd', '-ldflags', '-s -w'];
        await inModule('build', '-trimpath', ...without, '-o', programs, 'tool');
        return programs;
      },
    },
    go,
  );
}

/** Its web pages are made by a program of its own and are not part of the module, but it does not compile without any. */
async function copyAlertmanager(
  module: string,
  inModule: (...args: string[]) => Promise<string>,
): Promise<void> {
  const { Dir: original } = JSON.parse(
    await inModule('mod', 'download', '-json', ALERTMANAGER),
  ) as {
    Dir: string;
  };
  const copy = `${module}/alertmanager`;
  mkdirSync(copy);
  for (const file of globSync('**/*.{go,tmpl}', { cwd: original })) {
    cpSync(`${original}/${file}`, `${copy}/${file}`);
  }
  cpSync(`${original}/go.mod`, `${copy}/go.mod`);
  mkdirSync(`${copy}/ui/app/dist`, { recursive: true });
  writeFileSync(`${copy}/ui/app/dist/index.html`, '<title>Alertmanager without pages</title>');
  await inModule('mod', 'edit', '-replace', `${ALERTMANAGER}=./alertmanager`);
}
