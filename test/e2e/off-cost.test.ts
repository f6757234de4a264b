import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const register = fileURLToPath(new URL('../../dist/register.js', import.meta.url));

/** Node's own modules that a process has loaded at its end. */
function loadedBuiltins(...args: string[]): string[] {
  const print = 'console.log(JSON.stringify(process.moduleLoadList))';
  const output = execFileSync(process.execPath, [...args, '--eval', print], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], OTEL_SDK_DISABLED: 'true' },
  });
  return JSON.parse(output) as string[];
}

test('telemetry that is off loads none of the costly modules of Node', () => {
  const bare = new Set(loadedBuiltins('--import', 'data:text/javascript,'));
  const added = loadedBuiltins('--import', register).filter((name) => !bare.has(name));

  // What an import of node:fs, util, net, http or crypto brings along.
  expect(
    added.filter((name) =>
      /fs\/promises|fs\/streams|worker|readline|blocklist|undici|crypto|_http|tls/.test(name),
    ),
  ).toEqual([]);
});
