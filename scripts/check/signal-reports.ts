/**
 * `api/<package>.signals.md`: what each package emits, generated from its catalogs and reviewed like code, because a renamed
 * signal breaks somebody's alert. `docs/conventions.md` is the same for readers, all packages in one page.
 * Without `--fix` a report that is not fresh is an error; with it, it is rewritten.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { renderSignalReport, type Catalog } from '@fluxora/telemetry-core';
import { format } from 'prettier';
import { PUBLISHED } from '../packages.ts';

const isFix = process.argv.includes('--fix');
const GENERATED = '<!-- Generated from the catalogs by `npm run fix`. Do not edit. -->';

const reports = new Map<string, string>();
const sections: string[] = [];
for (const { folder, name } of PUBLISHED) {
  const catalogs = await catalogsOf(resolve(folder, 'dist/index.js'));
  if (catalogs.length === 0) continue;
  const report = renderSignalReport(catalogs);
  sections.push(report);
  reports.set(
    `api/${name.replace('@fluxora/', '')}.signals.md`,
    `${GENERATED}\n\n# What ${name} emits\n\n${report}`,
  );
}
reports.set(
  'docs/conventions.md',
  `${GENERATED}\n\n# What Fluxora services emit\n\n${sections.join('\n\n')}`,
);

for (const [file, text] of reports) {
  const wanted = await format(text, { parser: 'markdown' });
  if (existsSync(file) && readFileSync(file, 'utf8') === wanted) continue;
  if (isFix) writeFileSync(file, wanted);
  else {
    console.error(`${file}: not fresh. Read what changed, then run \`npm run fix\`.`);
    process.exitCode = 1;
  }
}

/** The catalogs that a package exports; the front door exports those of the others, so each is reported once. */
async function catalogsOf(entry: string): Promise<Catalog[]> {
  const exported: Record<string, unknown> = await import(pathToFileURL(entry).href);
  return Object.values(exported).filter(isCatalog);
}

function isCatalog(value: unknown): value is Catalog {
  return (
    typeof value === 'object' &&
    value !== null &&
    'signals' in value &&
    'attributes' in value &&
    'name' in value
  );
}
