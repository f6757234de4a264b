import { spawnSync } from 'node:child_process';
import { buildCollector } from './build-collector.ts';
import { buildGoModule } from './build-go-module.ts';
import { buildPrometheusTools } from './build-prometheus-tools.ts';
import { unpackDebianPackage } from './debian-package.ts';
import type { GoToolchain } from './go-toolchain.ts';
import type { ToolName, ToolPaths } from './tool-name.ts';

/** Programs that come together: from one build or one package. */
interface Source {
  readonly programs: Readonly<Partial<Record<ToolName, string>>>;
  /** Whether those on the PATH will do. Left out: never, as they are made for us. */
  readonly fits?: (version: Version) => boolean;
  /** Where they are otherwise: resolves with their directory. */
  readonly get: (machine: Machine) => Promise<string>;
}

interface Machine {
  readonly go: GoToolchain;
  readonly isCi: boolean;
}

type Version = readonly [major: number, minor: number];

/**
 * Built from Go modules where Debian has none, or one that is too old. The Collector comes first: the others share its packages. What
 * they then cost in CPU seconds, once their modules are there: Prometheus and Alertmanager 83, k6 88, VictoriaMetrics 38. The Collector
 * itself, when Go has built nothing yet: some 700 to 850, added up from interrupted builds on a busy machine and never measured in one.
 */
const SOURCES: readonly Source[] = [
  {
    programs: { OTELCOL: 'otelcol' },
    get: ({ go }) => buildCollector(go),
  },
  {
    programs: { OTLP_SCHEMA: 'otlp-schema' },
    get: ({ go }) => buildGoModule(go, 'otlp-schema', '.'),
  },
  {
    programs: { PROMETHEUS: 'prometheus', PROMTOOL: 'promtool' },
    fits: ([major, minor]) => major === 2 && minor >= 42,
    get: async ({ isCi }) => `${await unpackDebianPackage('prometheus', isCi)}/usr/bin`,
  },
  {
    programs: { PROMETHEUS3: 'prometheus', PROMTOOL3: 'promtool' },
    fits: ([major]) => major === 3,
    get: ({ go }) => buildPrometheusTools(go),
  },
  {
    programs: { ALERTMANAGER: 'alertmanager', AMTOOL: 'amtool' },
    fits: ([, minor]) => minor >= 31,
    get: ({ go }) => buildPrometheusTools(go),
  },
  {
    programs: { K6: 'k6' },
    fits: ([major]) => major >= 1,
    get: ({ go }) => buildGoModule(go, 'k6', 'tool'),
  },
  {
    programs: { VICTORIA_METRICS: 'victoria-metrics' },
    fits: ([major, minor]) => major === 1 && minor >= 122,
    get: ({ go }) => buildGoModule(go, 'victoria-metrics', 'tool'),
  },
  {
    programs: { BLACKBOX_EXPORTER: 'prometheus-blackbox-exporter' },
    get: async ({ isCi }) =>
      `${await unpackDebianPackage('prometheus-blackbox-exporter', isCi)}/usr/bin`,
  },
  {
    programs: { POSTGRES_EXPORTER: 'prometheus-postgres-exporter' },
    get: async ({ isCi }) =>
      `${await unpackDebianPackage('prometheus-postgres-exporter', isCi)}/usr/bin`,
  },
];

/**
 * Finds the tools: those named by the environment, those on the PATH if their version fits, and else builds or downloads them, once.
 *
 * @returns Without those that cannot be had on a developer's machine, after saying so. In CI that is an error.
 */
export async function findTools(
  needed: ReadonlySet<ToolName>,
  machine: Machine,
): Promise<ToolPaths> {
  let paths: ToolPaths = {};
  for (const source of SOURCES) {
    const names = Object.keys(source.programs) as ToolName[];
    if (!names.some((name) => needed.has(name))) continue;
    try {
      paths = { ...paths, ...(given(names) ?? onPath(source) ?? (await got(source, machine))) };
    } catch (error) {
      if (machine.isCi) throw error;
      console.warn(`${names.join(' and ')} could not be had: ${String(error)}`);
      console.warn(`Set ${names.join(' and ')} to the path of one that you have.`);
    }
  }
  return paths;
}

function given(names: readonly ToolName[]): ToolPaths | undefined {
  const paths = names.map((name) => [name, process.env[name]] as const);
  return paths.every(([, path]) => path) ? Object.fromEntries(paths) : undefined;
}

function onPath({ programs, fits }: Source): ToolPaths | undefined {
  if (!fits) return undefined;
  const isFitting = (program: string): boolean => {
    // VictoriaMetrics, k6 and promtool all know this flag.
    const { stdout, stderr, status } = spawnSync(program, ['--version'], { encoding: 'utf8' });
    const [, major, minor] = /(\d+)\.(\d+)\.\d+/.exec(`${stdout}${stderr}`) ?? [];
    return status === 0 && major !== undefined && fits([Number(major), Number(minor)]);
  };
  return Object.values(programs).every(isFitting) ? programs : undefined;
}

async function got({ programs, get }: Source, machine: Machine): Promise<ToolPaths> {
  const directory = await get(machine);
  return Object.fromEntries(
    Object.entries(programs).map(([name, program]) => [name, `${directory}/${program}`]),
  );
}
