/**
 * The arrows between packages (docs/ARCHITECTURE.md), as a table and as a check. Type imports count: a type is knowledge too.
 * Own code because the linters that read TypeScript 7 cannot state an allow-list.
 */
import { globSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

interface Territory {
  readonly files: string;
  /** Packages that its product code may import, besides `node:` and its own files. */
  readonly mayImport: readonly RegExp[];
}

const API = /^@opentelemetry\/api$/;
const CORE = /^@fluxora\/telemetry-core(\/|$)/;
const SDK = /^@opentelemetry\/(core|resources|sdk-(trace|metrics|logs)|context-async-hooks)$/;

const TERRITORIES: readonly Territory[] = [
  { files: 'packages/core/src/**/*.ts', mayImport: [API] },
  { files: 'packages/express/src/**/*.ts', mayImport: [API, CORE] },
  { files: 'packages/infrastructure/src/**/*.ts', mayImport: [API, CORE] },
  // croner: when a cron line is due, over clock changes, measured against Intl (schedule/cron-expression.test.ts).
  // The runners: types only, since each is an optional peer of its own subpath.
  {
    files: 'packages/job-runner/src/**/*.ts',
    mayImport: [API, CORE, /^croner$/, /^(bullmq|node-cron|pg-boss)$/],
  },
  // csv-parse: training data in CSV. echarts: the plots of the report, an optional peer loaded for it alone.
  {
    files: 'packages/model/src/**/*.ts',
    mayImport: [API, CORE, /^csv-parse$/, /^echarts\//, /^pg$/],
  },
  // The catalogs of all, and rules that stand there as data. lezer: every query is parsed. luxon, ical-generator: rotations over
  // clock changes and the calendars made of them. yaml: what Prometheus, Alertmanager and the Collector read.
  {
    files: 'packages/monitoring/src/**/*.ts',
    mayImport: [
      API,
      /^@fluxora\/telemetry\/catalogs$/,
      /^@fluxora\/telemetry-(core|express|infrastructure|job-runner|model)$/,
      /^@fluxora\/telemetry-core\/option-rules$/,
      // In the text of scripts that it writes, not in its own code.
      /^(autocannon|k6(\/http)?)$/,
      /^@(prometheus-io|grafana)\/lezer-\w+$/,
      /^@lezer\/(common|lr)$/,
      /^(ical-generator|luxon|yaml)$/,
    ],
  },
  { files: 'packages/testing/src/**/*.ts', mayImport: [API, CORE, SDK] },
  {
    files: 'src/**/*.ts',
    mayImport: [
      /^@opentelemetry\//,
      CORE,
      /^@fluxora\/telemetry-(express|infrastructure|job-runner|model|testing)(\/|$)/,
    ],
  },
];

const SPECIFIER =
  /(?:^|\n)\s*(?:import|export)\b[^'";]*?\bfrom\s*'([^']+)'|\bimport\s*\(\s*'([^']+)'|(?:^|\n)import\s+'([^']+)'/g;

/** Every import that crosses an arrow which is not drawn, as `file: sentence`. */
export function findForbiddenImports(root = '.'): string[] {
  return TERRITORIES.flatMap(({ files, mayImport }) =>
    globSync(files, { cwd: root })
      .filter((file) => !/\.test(-d)?\.ts$|\/fixtures\//.test(file))
      .flatMap((file) =>
        importsOf(readFileSync(`${root}/${file}`, 'utf8'))
          .filter((name) => !isAllowed(name, file, mayImport))
          .map(
            (name) =>
              `${file}: imports '${name}'. Draw the arrow in scripts/check/arrows.ts with a reason, or remove it.`,
          ),
      ),
  );
}

/** The module specifiers of a TypeScript source: static, type-only, re-exported and dynamic. */
export function importsOf(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return Array.from(code.matchAll(SPECIFIER), (match) => match[1] ?? match[2] ?? match[3] ?? '');
}

function isAllowed(name: string, file: string, mayImport: readonly RegExp[]): boolean {
  if (name.startsWith('node:')) return true;
  if (name.startsWith('.')) return !leavesItsPackage(name, file);
  return mayImport.some((pattern) => pattern.test(name));
}

/** A relative import that climbs above `src` would reach another package's insides. */
function leavesItsPackage(name: string, file: string): boolean {
  const depthBelowSrc = file.slice(file.indexOf('src/') + 4).split('/').length - 1;
  return (name.match(/\.\.\//g) ?? []).length > depthBelowSrc;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const forbidden = findForbiddenImports();
  for (const line of forbidden) console.error(line);
  process.exitCode = forbidden.length === 0 ? 0 : 1;
}
