import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { BatchingWriter } from './batching-writer.ts';
import { writeLine } from './console-writer.ts';

const module = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
const IMPORTS = `import { configureLogging } from ${module('../configure-logging.ts')};
import { logger } from ${module('../create-logger.ts')};`;

/** Runs a script that has `logger`, its stdout a pipe. */
function start(script: string, environment: Record<string, string> = {}) {
  const source = `${IMPORTS}\n${script}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, exit: once(child, 'exit') as Promise<[number | null, string | null]> };
}
const parse = (output: string) =>
  output
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const BURST = `
  for (let i = 0; i < 5000; i++) logger.info('line ä€😀', { i, pad: 'x'.repeat(100) });
  process.stderr.write('logged');`;
const PROCESSES = { timeout: 60_000 };

describe('console lines of a process', PROCESSES, () => {
  it.each([
    ['process.exit()', 'process.exit(0)', 0],
    ['a later process.exit()', 'setImmediate(() => process.exit(0))', 0],
    ['an uncaught error', 'throw new Error("boom")', 1],
    ['its natural end', '', 0],
  ])('all arrive on a pipe that is read slowly, at %s', async (_what, end, code) => {
    const { child, exit } = start(`${BURST}\n${end}`);
    // Nobody reads before all is logged; the pipe holds a tenth of it.
    await once(child.stderr, 'data');
    const output = await text(child.stdout);
    expect(parse(output).map(({ i }) => i)).toEqual(Array.from({ length: 5_000 }, (_, i) => i));
    expect(await exit).toEqual([code, null]);
  });

  it('and those that the service writes itself stay whole', async () => {
    const { child } = start(`
      for (let i = 0; i < 300; i++) {
        process.stdout.write(JSON.stringify({ own: 'y'.repeat(1000) }) + '\\n');
        logger.info('x', { i });
        if (i % 50 === 0) await new Promise(setImmediate);
      }
      process.stderr.write('logged');`);
    await once(child.stderr, 'data');
    const entries = parse(await text(child.stdout));
    expect(entries.filter(({ own }) => own)).toHaveLength(300);
    expect(entries.filter(({ i }) => i !== undefined)).toHaveLength(300);
  });

  it('do not keep a process from ending when nobody reads', async () => {
    const { child, exit } = start(`${BURST}\nprocess.exit(0)`);
    expect(await exit).toEqual([0, null]);
    child.stdout.destroy();
  });

  it('do not end a process whose reader has gone', async () => {
    const { child, exit } = start(`
      for (let i = 0; i < 50; i++) {
        logger.info('x', { i });
        logger.error('y', { i });
        await new Promise((done) => setTimeout(done, 2));
      }
      process.stderr.write('alive');`);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await text(child.stderr)).toBe('alive');
    expect(await exit).toEqual([0, null]);
  });

  it('are written within the turn they were logged in when they are errors', async () => {
    const { child, exit } = start(`
      logger.info('first');
      logger.error('last word');
      process.kill(process.pid, 'SIGKILL');`);
    expect(parse(await text(child.stdout)).map(({ message }) => message)).toEqual([
      'first',
      'last word',
    ]);
    expect(await exit).toEqual([null, 'SIGKILL']);
  });

  it('look as the environment says', async () => {
    const outputOf = (...args: Parameters<typeof start>) => {
      const { stdout, stderr } = start(...args).child;
      return Promise.all([text(stdout), text(stderr)]);
    };
    const [pretty, quiet, other, wrong] = await Promise.all([
      outputOf(`configureLogging({ console: 'pretty' }); logger.info('hello');`, {
        FORCE_COLOR: '1',
      }),
      outputOf(`logger.info('a'); logger.warn('b');`, { FLUXORA_LOG_LEVEL: 'Warning' }),
      outputOf(`logger.debug('a');`, { LOG_LEVEL: 'debug' }),
      outputOf(`logger.debug('a'); logger.info('b');`, { FLUXORA_LOG_LEVEL: 'loud' }),
    ]);
    expect(pretty[0]).toContain('\u001B[32mINFO \u001B[0m hello');
    expect(parse(quiet[0])).toMatchObject([{ message: 'b' }]);
    expect(parse(other[0])).toHaveLength(1);
    expect(parse(wrong[0])).toMatchObject([{ message: 'b' }]);
    expect(wrong[1]).toMatch(/FLUXORA_LOG_LEVEL is "loud" and is ignored. Use trace, debug/);
  });
});

describe('writeLine', () => {
  it('gives other streams each line at once', () => {
    const lines: string[] = [];
    writeLine({ write: (line) => lines.push(line) }, 'a', false);
    expect(lines).toEqual(['a\n']);
  });

  it('does not let its failed write crash the process, nor hide failures of others', async () => {
    const failing = new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('gone'), { code: 'EPIPE' }));
      },
    });
    writeLine(failing, 'a', false);
    // Not events.once: it would listen for the error, too.
    await new Promise((closed) => failing.on('close', closed));
    expect(failing.listenerCount('error')).toBe(0);
  });
});

describe('BatchingWriter', () => {
  function slowStream() {
    const stream = new PassThrough({ highWaterMark: 1 });
    return { stream, writer: new BatchingWriter(stream, () => undefined) };
  }

  it('keeps a bounded number of lines for a reader that is too slow, and says how many it left out', async () => {
    const { stream, writer } = slowStream();
    const line = 'x'.repeat(1_000);
    for (let index = 0; index < 6_000; index++) writer.write(line, false);
    setImmediate(() => stream.end());
    const output = await text(stream);
    const kept = output.split('\n').filter((each) => each === line).length;
    const leftOut = Number(/: (\d+) console lines were left out/.exec(output)?.[1]);
    expect(kept).toBeGreaterThan(4_000);
    expect(kept + leftOut).toBe(6_000);
  });

  it('writes nothing to a stream that was destroyed', async () => {
    const { stream, writer } = slowStream();
    stream.destroy();
    writer.write('a', true);
    writer.finish();
    expect(stream.readableLength).toBe(0);
  });
});
