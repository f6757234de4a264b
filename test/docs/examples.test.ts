/**
 * Runs every JavaScript and TypeScript example of the documentation, so that none can go stale:
 *
 * - ` ```js ` and ` ```ts `: run as a module of its own by the pinned Node, against an OTLP receiver; it must exit with 0 by
 *   itself, or, when it listens on a port, end by SIGTERM after it has answered.
 * - ` ```js file=server.js `: written to the document's folder first, for the other examples of the document.
 * - ` ```sh ` lines that begin with `node `: run in that folder.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync, globSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { startOtlpReceiver } from '@fluxora/telemetry-testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { examplesOf, type Example } from './markdown-examples.ts';

const DOCUMENTS = globSync([
  'README.md',
  'CONTRIBUTING.md',
  'docs/**/*.md',
  'packages/*/README.md',
  'examples/*/README.md',
]);
const workspace = resolve('.cache/docs');

let receiver: Awaited<ReturnType<typeof startOtlpReceiver>>;
beforeAll(async () => {
  rmSync(workspace, { recursive: true, force: true });
  receiver = await startOtlpReceiver();
});
afterAll(() => receiver.close());

for (const document of DOCUMENTS) {
  const examples = examplesOf(document).filter((example) => isRun(example));
  if (examples.length === 0) continue;
  describe(document, () => {
    const folder = join(workspace, document.replaceAll(/[/.]/g, '-'));
    beforeAll(() => {
      for (const example of examples) write(folder, example);
    });
    for (const example of examples) {
      test.concurrent(`line ${example.line} (${example.language}) runs`, async () => {
        for (const args of commandsOf(example)) {
          const { exit, output } = await runNode(args, folder, isServer(args, examples));
          expect(exit, `${document}:${example.line}\n${output}`).toMatch(/^(0|SIGTERM)$/);
        }
      });
    }
  });
}

function isRun({ language, options, code }: Example): boolean {
  if ('norun' in options) return false;
  return (
    ['js', 'ts', 'mjs', 'cjs', 'mts', 'cts'].includes(language) ||
    (language === 'sh' && /^node /m.test(code))
  );
}

const fileOf = (example: Example) =>
  example.options['file'] ?? `line-${example.line}.${extensionOf(example)}`;
const extensionOf = ({ language }: Example) => ({ js: 'mjs', ts: 'mts' })[language] ?? language;

function write(folder: string, example: Example): void {
  if (example.language === 'sh') return;
  const path = join(folder, fileOf(example));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'docs-example', version: '1.2.3', type: 'module' }),
  );
  writeFileSync(path, example.code);
}

function commandsOf(example: Example): string[][] {
  if (example.language !== 'sh') return 'file' in example.options ? [] : [[fileOf(example)]];
  return example.code
    .split('\n')
    .filter((line) => line.startsWith('node '))
    .map((line) =>
      line
        .replace(/\s+#.*$/, '')
        .split(' ')
        .slice(1),
    );
}

/** Whether one of the files that a command names listens on a port, and so does not end by itself. */
function isServer(args: readonly string[], examples: readonly Example[]): boolean {
  return examples.some((each) => args.includes(fileOf(each)) && each.code.includes('.listen('));
}

function runNode(
  args: string[],
  cwd: string,
  isEndless: boolean,
): Promise<{ exit: string; output: string }> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: {
      ...process.env,
      PORT: '0',
      NODE_ENV: 'development',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => (output += chunk));
  const stopServer = isEndless ? setTimeout(() => child.kill('SIGTERM'), 3_000) : undefined;
  const giveUp = setTimeout(() => child.kill('SIGKILL'), 30_000);
  return new Promise((done) => {
    child.once('exit', (code, signal) => {
      clearTimeout(stopServer);
      clearTimeout(giveUp);
      done({ exit: String(code ?? signal), output });
    });
  });
}
