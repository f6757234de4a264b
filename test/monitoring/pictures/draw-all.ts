/**
 * Draws every generated dashboard with the data of a running Prometheus:
 *
 *     node test/monitoring/pictures/draw-all.ts <folder of dashboards> <Prometheus' URL> <folder of pictures> [hours] [seconds per export]
 *
 * Without hours, each dashboard has the time range with which it opens. Tells which panels were empty; ends with 1 when a query was
 * refused.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { secondsOf } from './panel-data.ts';
import { renderDashboard } from './render-dashboard.ts';

const [folder = '', prometheusUrl = '', out = '', hours, exportSeconds = '60'] =
  process.argv.slice(2);
const to = Math.floor(Date.now() / 1000);

for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()) {
  if (!entry.endsWith('.json')) continue;
  const dashboardJsonPath = join(folder, entry);
  const { time } = JSON.parse(readFileSync(dashboardJsonPath, 'utf8')) as {
    readonly time: { readonly from: string };
  };
  const seconds =
    hours === undefined ? secondsOf(time.from.replace('now-', '')) : Number(hours) * 3600;
  const { bytes, panels, empty, errors } = await renderDashboard({
    dashboardJsonPath,
    prometheusUrl,
    from: to - seconds,
    to,
    out: join(out, `${basename(entry, '.json')}.png`),
    exportSeconds: Number(exportSeconds),
  });
  const without = empty.length > 0 ? `; no data: ${empty.join(', ')}` : '';
  console.log(`${entry}: ${panels} panels, ${Math.round(bytes / 1000)} kB${without}`);
  for (const error of errors) console.error(`  refused: ${error}`);
  if (errors.length > 0) process.exitCode = 1;
}
