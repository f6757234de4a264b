import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { createPlan } from '../../create-plan.ts';
import { platform } from '../../fixtures/platform.ts';
import { loadPlan } from './load-plan.ts';
import { performanceOutput } from './performance-output.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

describe('the plan', () => {
  test('takes its limits from the SLOs, and leaves out who cannot be asked', () => {
    expect(loadPlan(platform)).toEqual([
      {
        service: 'forecast-api',
        url: 'http://forecast-api:8080',
        routes: [
          {
            method: 'GET',
            path: '/sites/wind-1/forecast',
            route: '/sites/:site/forecast',
            latency: { share: 0.99, ms: 250, slo: 'forecast-api-latency' },
          },
        ],
        failures: { share: 0.001, slo: 'forecast-api-availability' },
      },
    ]);
  });

  test('a service without an SLO may fail once in a hundred, and be slow', () => {
    const [service] = loadPlan({ ...platform, slos: [] });
    expect(service?.failures).toEqual({ share: 0.01, slo: undefined });
    expect(service?.routes[0]?.latency).toBeUndefined();
  });
});

describe('the autocannon runner', () => {
  test('really runs, and says that every SLO is met', async () => {
    const url = await serve((_, response) => void response.end('{}'));
    const { code, output } = await runAutocannon(['forecast-api', '--url', url]);
    expect(output).toContain('Every SLO is met.');
    expect(output).toMatch(/GET \/sites\/:site\/forecast: [1-9]\d* answers/);
    expect(code).toBe(0);
  });

  test('says which SLO is missed when the service fails or is slow', async () => {
    let count = 0;
    const url = await serve((_, response) => {
      count += 1;
      if (count % 3 === 0) response.writeHead(500).end();
      else setTimeout(() => response.end('{}'), 300);
    });
    const { code, output } = await runAutocannon(['forecast-api', '--url', url]);
    expect(output).toMatch(/MISSED {2}\d+\.\d{3} % failed.*forecast-api-availability/);
    expect(output).toMatch(/MISSED {2}0\.000 % within 250 ms.*forecast-api-latency/);
    expect(output).toContain('2 missed.');
    expect(code).toBe(1);
  });

  test('nobody there is a failure, too', async () => {
    const { code, output } = await runAutocannon(['forecast-api', '--url', 'http://127.0.0.1:1']);
    expect(output).toContain('MISSED  100.000 % failed');
    expect(code).toBe(1);
  });

  test('an unknown service is refused with the names of those that there are', async () => {
    const { code, output } = await runAutocannon(['forecast-ipa']);
    expect(output).toContain('Services: forecast-api');
    expect(code).toBe(2);
  });
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUps.push(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** As a user would run it, for a second, in a folder where autocannon is installed. */
async function runAutocannon(args: readonly string[]): Promise<{ code: unknown; output: string }> {
  const directory = mkdtempSync(`${tmpdir()}/performance-`);
  cleanUps.push(() => rmSync(directory, { recursive: true }));
  for (const { path, content } of performanceOutput.files(createPlan(platform).plan)) {
    mkdirSync(dirname(`${directory}/${path}`), { recursive: true });
    writeFileSync(`${directory}/${path}`, content);
  }
  symlinkSync(
    fileURLToPath(new URL('../../../../../node_modules', import.meta.url)),
    `${directory}/node_modules`,
  );
  const command = ['performance/autocannon.mjs', '--seconds', '1', '--connections', '4', ...args];
  const child = spawn(process.execPath, command, { cwd: directory, stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const [code] = await once(child, 'close');
  return { code, output };
}
