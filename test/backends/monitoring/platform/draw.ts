/**
 * Draws every dashboard with the data of the live platform into docs/monitoring/pictures:
 *
 *     node test/backends/monitoring/platform/draw.ts [seconds to watch it]
 *
 * The paths of the tools come from the environment, as for the tests (see test/backends/support/required.ts).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { exercise } from './exercise.ts';
import { startLivePlatform } from './live-platform.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
/** Long enough for a graph. */
const WATCHED_MS = Number(process.argv[2] ?? 120) * 1_000;

await using platform = await startLivePlatform({ drill: 5 });
await exercise(platform);
await delay(WATCHED_MS);
const drawing = spawn(
  process.execPath,
  [
    `${ROOT}test/monitoring/pictures/draw-all.ts`,
    `${platform.directory}/grafana/dashboards`,
    platform.prometheus.url,
    `${ROOT}docs/monitoring/pictures`,
    String((WATCHED_MS / 3_600_000) * 1.5),
    '1',
  ],
  { stdio: 'inherit' },
);
[process.exitCode] = (await once(drawing, 'close')) as [number];
