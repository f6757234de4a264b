// Start-up cost of telemetry, variant by variant: node bench/startup.mjs [rounds]
// CPU time of the process until the program's first line has run, beside wall time, which other work on the machine disturbs.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const register = join(root, 'dist/register.js');
// Inside the repository, so that packages are found.
const directory = mkdtempSync(join(root, '.cache-startup-'));
const file = (name, text) => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};

const PACKAGES = [
  'sdk-trace',
  'sdk-metrics',
  'sdk-logs',
  'context-async-hooks',
  'resource-detector-container',
];
const EXPORTERS = [
  'exporter-trace-otlp-proto',
  'exporter-metrics-otlp-proto',
  'exporter-logs-otlp-proto',
];
const importAll = (names) => names.map((name) => `import '@opentelemetry/${name}';`).join('\n');

const app = file(
  'app.mjs',
  `import 'node:http';
const { user, system } = process.cpuUsage();
const result = { cpuMs: (user + system) / 1000, wallMs: performance.now(), rssMb: process.memoryUsage.rss() / 1e6 };
process.stdout.write(JSON.stringify(result), () => process.kill(process.pid, 'SIGKILL'));`,
);
const startNodeSdk = 'new NodeSDK({ instrumentations: [] }).start();';
const VARIANTS = {
  'no telemetry': { args: [] },
  'API only': { args: ['--import', file('api.mjs', "import '@opentelemetry/api';")] },
  'ours, off': { args: ['--import', register], env: { OTEL_SDK_DISABLED: 'true' } },
  'ours, on': { args: ['--import', register] },
  'SDK packages, ESM': { args: ['--import', file('sdk.mjs', importAll(PACKAGES))] },
  'the same and exporters, ESM': {
    args: ['--import', file('exporters.mjs', importAll([...PACKAGES, ...EXPORTERS]))],
  },
  'NodeSDK, CommonJS': {
    args: [
      '--require',
      file('node.cjs', `const { NodeSDK } = require('@opentelemetry/sdk-node'); ${startNodeSdk}`),
    ],
  },
  'NodeSDK, ESM': {
    args: [
      '--import',
      file('node.mjs', `import { NodeSDK } from '@opentelemetry/sdk-node'; ${startNodeSdk}`),
    ],
  },
};

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const results = Object.fromEntries(Object.keys(VARIANTS).map((name) => [name, []]));
for (let round = 0; round < Number(process.argv[2] ?? 15); round++) {
  for (const [name, { args, env }] of Object.entries(VARIANTS)) {
    const { stdout } = spawnSync(process.execPath, [...args, app], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, ...env },
    });
    results[name].push(JSON.parse(stdout));
  }
}
rmSync(directory, { recursive: true });

const [bare] = Object.values(results);
const of = (samples, key) => median(samples.map((sample) => sample[key]));
console.log('variant'.padEnd(30), 'CPU ms  added   least  RSS MB  added');
for (const [name, samples] of Object.entries(results)) {
  const [cpu, rss] = [of(samples, 'cpuMs'), of(samples, 'rssMb')];
  const least = Math.min(...samples.map(({ cpuMs }) => cpuMs));
  console.log(
    name.padEnd(30),
    ...[cpu, cpu - of(bare, 'cpuMs'), least, rss, rss - of(bare, 'rssMb')].map((value) =>
      value.toFixed(0).padStart(6),
    ),
  );
}
