/** `npm run monitoring -- <command>`: `fluxora-monitoring`, freshly built, with the root's monitoring.config.ts. */
import { fileURLToPath } from 'node:url';
import { ensureBuild } from '../demo/ensure-build.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
process.chdir(root);
await ensureBuild(root);
// It reads the words of this command line itself.
await import(`${root}packages/monitoring/dist/cli.js`);
