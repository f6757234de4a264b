import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { TestMetric, TestSpan } from '@fluxora/telemetry-testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { observationOf, onlySpan, truthOf } from './observation.ts';
import { send } from './send.ts';
import { truthTable, type TruthRow } from './truth-table.ts';

interface Answer {
  readonly port: number;
  readonly spans: TestSpan[];
  readonly metrics: TestMetric[];
}

const here = path.dirname(fileURLToPath(import.meta.url));
let scratch = '';

beforeAll(async () => {
  // Inside the repository, so that what is not bundled is found.
  scratch = await mkdtemp(path.join(here, '.bundles-'));
});
afterAll(() => rm(scratch, { recursive: true }));

const programs = [
  { name: 'require() of Express 5', version: 5, start: () => run('commonjs.cjs', 'express', '5') },
  { name: 'require() of Express 4', version: 4, start: () => run('commonjs.cjs', 'express4', '4') },
  { name: 'import of Express 5', version: 5, start: () => run('esm.mjs', 'express', '5') },
  { name: 'import of Express 4', version: 4, start: () => run('esm.mjs', 'express4', '4') },
  { name: 'router 2.2', version: 5, start: () => run('older-router.mjs'), isOlder: true },
  { name: 'a bundle with Express 5', version: 5, start: () => bundle('bundled-5.mjs') },
  { name: 'a bundle with Express 4', version: 4, start: () => bundle('bundled-4.mjs') },
] as const;

describe.each(programs)('$name', ({ version, start, ...program }) => {
  const knowsErrors = version === 5 && !('isOlder' in program);
  let child: ChildProcess;
  let port = 0;

  beforeAll(async () => {
    child = await start();
    ({ port } = await answerOf(child));
  });
  afterAll(async () => {
    child.disconnect();
    await once(child, 'exit');
  });

  it.each(truthTable({ version, knowsErrors }))('tells the truth about $title', async (row) => {
    expect(await observe(child, port, row)).toEqual(truthOf(row));
  });
});

async function observe(child: ChildProcess, port: number, row: TruthRow): Promise<object> {
  await ask(child, 'reset');
  await send(port, row.request);
  return vi.waitFor(async () => {
    const { spans, metrics } = await ask(child, 'telemetry');
    return observationOf(onlySpan(spans), metrics);
  });
}

function run(program: string, ...args: string[]): ChildProcess {
  return fork(path.resolve(here, 'children', program), args);
}

async function bundle(program: string): Promise<ChildProcess> {
  const outfile = path.join(scratch, program.replace('.mjs', '.cjs'));
  await build({
    entryPoints: [path.join(here, 'children', program)],
    outfile,
    bundle: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    format: 'cjs',
    define: { 'import.meta.url': JSON.stringify(new URL('truth-app.mjs', import.meta.url).href) },
    logLevel: 'error',
  });
  return fork(outfile);
}

async function ask(child: ChildProcess, question: string): Promise<Answer> {
  const answer = answerOf(child);
  child.send(question);
  return answer;
}

async function answerOf(child: ChildProcess): Promise<Answer> {
  const [answer] = (await once(child, 'message')) as [Answer];
  return answer;
}
