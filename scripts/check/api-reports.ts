/**
 * `api/<package>.api.md`: the public TypeScript surface of each entry point, generated from the declarations by API
 * Extractor and reviewed like code. Without `--fix` a report that is not fresh is an error; with it, it is rewritten.
 */
import { mkdirSync, existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { PUBLISHED } from '../packages.ts';

const isFix = process.argv.includes('--fix');
const temporary = resolve('.cache/api-reports');
mkdirSync(temporary, { recursive: true });

/** API Extractor brings a TypeScript of its own, which cannot read every option of ours. */
const COMPILER_OPTIONS = {
  target: 'es2022',
  lib: ['es2023'],
  module: 'nodenext',
  moduleResolution: 'nodenext',
  skipLibCheck: true,
  types: ['node'],
};

let stale = 0;

for (const { folder, name, exports } of PUBLISHED) {
  for (const [subpath, target] of Object.entries(exports)) {
    if (typeof target === 'string' || !target.types) continue;
    const report = `${name.replace('@fluxora/', '')}${subpath.slice(1).replaceAll('/', '.')}.api.md`;
    if (!isFresh(folder, target.types, report)) {
      stale++;
      console.error(`api/${report}: not fresh. Read what changed, then run \`npm run fix\`.`);
    }
  }
}
process.exitCode = stale === 0 ? 0 : 1;

function isFresh(folder: string, types: string, report: string): boolean {
  const config = ExtractorConfig.prepare({
    configObjectFullPath: resolve('api-extractor.json'),
    packageJsonFullPath: resolve(folder, 'package.json'),
    configObject: {
      projectFolder: resolve(folder),
      mainEntryPointFilePath: resolve(folder, types),
      compiler: { overrideTsconfig: { compilerOptions: COMPILER_OPTIONS } },
      apiReport: {
        enabled: true,
        reportFileName: report,
        reportFolder: resolve('api'),
        reportTempFolder: temporary,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
  mkdirSync('api', { recursive: true });
  if (isFix && !existsSync(resolve('api', report)))
    rmSync(resolve(temporary, report), { force: true });
  const result = Extractor.invoke(config, {
    localBuild: isFix,
    showVerboseMessages: false,
    messageCallback: (message) => {
      message.handled = true;
    },
  });
  return isFix || (!result.apiReportChanged && existsSync(resolve('api', report)));
}
