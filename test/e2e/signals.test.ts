import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { startOtlpReceiver, type OtlpReceiver } from '@fluxora/telemetry-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REGISTER, runProgram, startProgram } from './run-program.ts';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(() => receiver.close());

const toReceiver = () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  it('ends a program without listeners of its own, after a flush', async () => {
    const program = startProgram('server.mjs', { env: toReceiver() });
    await program.said('ready');
    program.process.kill(signal);
    const result = await program.result;

    expect(result).toMatchObject({ code: null, signal });
    expect(receiver.spans().map((span) => span.name)).toEqual(['started']);
    expect(receiver.logs().map((log) => log.body)).toEqual(['listening']);
  });
});

describe('SIGTERM', () => {
  it('leaves the ending to a program that listens, and sends what it does until then', async () => {
    const program = startProgram('server.mjs', { env: toReceiver(), args: ['--graceful'] });
    await program.said('ready');
    program.process.kill('SIGTERM');
    const result = await program.result;

    expect(result).toMatchObject({ code: 42, signal: null });
    expect(result.stdout).toContain('closed by the program');
    expect(receiver.spans().map((span) => span.name)).toEqual(['started']);
  });

  it('leaves the ending to a program that listened once, before telemetry started', async () => {
    const program = startProgram('once-before.mjs', { env: toReceiver() });
    await program.said('ready');
    program.process.kill('SIGTERM');
    const result = await program.result;

    expect(result).toMatchObject({ code: 42, signal: null });
    expect(result.stdout).toContain('closed by the program');
    expect(receiver.spans().map((span) => span.name)).toEqual(['work']);
  });

  it('ends such a program after a flush when it comes again: nobody listens any more', async () => {
    const program = startProgram('once-before.mjs', { env: toReceiver() });
    await program.said('ready');
    program.process.kill('SIGTERM');
    await receiver.waitFor((each) => each.spans().length === 1);
    program.process.kill('SIGTERM');
    const result = await program.result;

    expect(result).toMatchObject({ code: null, signal: 'SIGTERM' });
    expect(result.stdout).not.toContain('closed by the program');
  });

  it('ends the program within the budget when the collector hangs', async () => {
    await receiver.fault('hang');
    const program = startProgram('server.mjs', {
      env: { ...toReceiver(), FLUXORA_SHUTDOWN_TIMEOUT: '500' },
    });
    await program.said('ready');
    const killed = performance.now();
    program.process.kill('SIGTERM');
    const result = await program.result;

    expect(result.signal).toBe('SIGTERM');
    expect(performance.now() - killed).toBeLessThan(1_500);
    expect(result.stderr).toContain(
      'telemetry/shutdown: gave up after 500 ms; not delivered: 1 of traces',
    );
  });

  it('ends the program at once when it comes twice', async () => {
    await receiver.fault('hang');
    const program = startProgram('server.mjs', {
      env: { ...toReceiver(), FLUXORA_SHUTDOWN_TIMEOUT: '15000' },
    });
    await program.said('ready');
    program.process.kill('SIGTERM');
    await receiver.waitFor((each) => each.requests().length > 0);
    program.process.kill('SIGTERM');

    expect(await program.result).toMatchObject({ signal: 'SIGTERM' });
  });

  it('ends a program in which only signal-exit listens', async () => {
    const program = startProgram('signal-exit.mjs', { env: toReceiver() });
    await program.said('ready');
    program.process.kill('SIGTERM');
    const result = await program.result;

    expect(result).toMatchObject({ signal: 'SIGTERM' });
    expect(result.stdout).toContain('cleaned up');
    expect(receiver.spans()).toHaveLength(1);
  });

  it('is left alone with processHooks: false', async () => {
    const program = startProgram('no-hooks.mjs', { env: toReceiver() });
    await program.said('listeners: 0');
    program.process.kill('SIGTERM');

    expect(await program.result).toMatchObject({ signal: 'SIGTERM' });
    expect(receiver.spans()).toEqual([]);
  });
});

/** A process can be made the first of its own process namespace: by root, or by anybody in a user namespace of their own. */
const unshare = [
  ['unshare', '--fork', '--pid', '--kill-child'],
  ['unshare', '--user', '--map-root-user', '--fork', '--pid', '--kill-child'],
].find(([command = '', ...args]) => spawnSync(command, [...args, 'true']).status === 0);

// Also in CI: containers may forbid namespaces to everybody, and nothing that could be installed mends it.
if (!unshare) {
  console.warn(
    'SKIPPED: SIGTERM to a real process 1: this machine makes no process namespace (`unshare --fork --pid true` fails).',
  );
}

describe('SIGTERM to process 1 without listeners of its own', () => {
  it.runIf(unshare)('sends what there is, and the kernel keeps the process alive', async () => {
    const program = startProgram('server.mjs', { env: toReceiver(), wrapper: unshare ?? [] });
    await program.said('ready on');
    expect(await signalTwice(program, onlyChildOf(program.process.pid))).toEqual(SERVED_ON);
  });

  it('is not repeated by us: what would kill any other process is left to the kernel', async () => {
    const firstProcess = `data:text/javascript,Object.defineProperty(process,'pid',{value:1})`;
    const env = { ...toReceiver(), NODE_OPTIONS: `--import ${firstProcess}` };
    const program = startProgram('server.mjs', { env });
    await program.said('ready on');
    expect(await signalTwice(program, program.process.pid ?? 0)).toEqual(SERVED_ON);
  });
});

const SERVED_ON = { spans: ['started', 'GET /'], notices: [] };

async function signalTwice(program: ReturnType<typeof startProgram>, pid: number) {
  const url = `http://127.0.0.1:${/ready on (\d+)/.exec(program.stdout())?.[1]}`;
  try {
    process.kill(pid, 'SIGTERM');
    await receiver.waitFor((each) => each.spans().length === 1);
    await fetch(url);
    process.kill(pid, 'SIGTERM');
    await receiver.waitFor((each) => each.spans().length === 2);
  } finally {
    process.kill(pid, 'SIGKILL');
  }
  const { stderr } = await program.result;

  return {
    spans: receiver.spans().map((span) => span.name),
    notices: stderr.split('\n').filter((line) => line.includes('telemetry/')),
  };
}

/** Seen from outside of its namespace. */
function onlyChildOf(pid: number | undefined): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'));
}

describe('an uncaught exception', () => {
  it('is recorded and delivered with all that was left, and ends the program as ever', async () => {
    const { code, stderr } = await runProgram('crash.mjs', { env: toReceiver(), args: ['throw'] });

    expect(code).toBe(1);
    expect(stderr).toContain('TypeError: boom');
    expect(receiver.spans().map((span) => span.name)).toEqual(['last work']);
    expect(receiver.logs().map((log) => log.body)).toEqual([
      'last line',
      'Uncaught exception: boom',
    ]);
    expect(receiver.logs()[1]).toMatchObject({
      severityText: 'FATAL',
      attributes: {
        'exception.type': 'TypeError',
        'exception.message': 'boom',
        'exception.stacktrace': expect.stringContaining('Caused by: Error: the reason'),
      },
    });
  });

  it('is recorded for an unhandled rejection too', async () => {
    const { code, stderr } = await runProgram('crash.mjs', { env: toReceiver(), args: ['reject'] });

    expect(code).toBe(1);
    expect(stderr).not.toContain('telemetry/');
    expect(receiver.logs()[1]).toMatchObject({
      body: 'Unhandled rejection: nobody caught me',
      attributes: { 'exception.type': 'RangeError' },
    });
  });

  it('is recorded for a program that handles it and lives on', async () => {
    const { code, stdout } = await runProgram('crash.mjs', {
      env: toReceiver(),
      args: ['handled'],
    });

    expect({ code, stdout }).toEqual({ code: 0, stdout: 'handled survivable\n' });
    expect(receiver.logs().map((log) => log.severityText)).toEqual([undefined, 'FATAL']);
  });

  it('holds the program only for exitTimeoutMs when the collector hangs', async () => {
    await receiver.fault('hang');
    const { code, stderr, durationMs } = await runProgram('crash.mjs', {
      env: { ...toReceiver(), FLUXORA_EXIT_TIMEOUT: '300' },
      args: ['throw'],
    });

    expect(code).toBe(1);
    expect(stderr).toContain('telemetry/exit: the process ended with 3 spans and log records');
    expect(durationMs).toBeLessThan(5_000);
  });
});

describe('process.exit()', () => {
  it('keeps its exit code and loses neither spans nor log records', async () => {
    const { code, stderr } = await runProgram('crash.mjs', { env: toReceiver(), args: ['exit'] });

    expect({ code, stderr }).toEqual({ code: 7, stderr: '' });
    expect(receiver.spans()).toHaveLength(1);
    expect(receiver.logs()).toHaveLength(1);
  });

  it('says what is lost when it must not be held', async () => {
    const { code, stderr } = await runProgram('crash.mjs', {
      env: { ...toReceiver(), FLUXORA_EXIT_TIMEOUT: '0' },
      args: ['exit'],
    });

    expect(code).toBe(7);
    expect(stderr).toContain('the process ended with 2 spans and log records not delivered');
    expect(receiver.requests()).toEqual([]);
  });
});

describe('process.exit() with an exporter that cannot send any more', () => {
  it('says what gRPC loses', async () => {
    const { code, stderr } = await runProgram('crash.mjs', {
      env: { ...toReceiver(), OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      args: ['exit'],
    });

    expect(code).toBe(7);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(
        /^telemetry\/exit: the process ended with 2 spans and log records not delivered\. .*gRPC.*await telemetry\.shutdown\(\)/,
      ),
    ]);
  });

  it('says what Zipkin loses, and delivers the rest', async () => {
    const { code, stderr } = await runProgram('crash.mjs', {
      env: { ...toReceiver(), OTEL_TRACES_EXPORTER: 'zipkin' },
      args: ['exit'],
    });

    expect(code).toBe(7);
    expect(stderr).toContain('the process ended with 1 spans and log records not delivered');
    expect(receiver.logs()).toHaveLength(1);
  });
});

describe('shutdown()', () => {
  it('names the cause when the program records on meanwhile', async () => {
    const { stdout, stderr } = await runProgram('late-span.mjs', { env: toReceiver() });

    expect(JSON.parse(stdout)).toMatchObject({
      traces: { exported: 1, dropped: { shutdown: 1 } },
      timedOut: false,
    });
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringContaining(
        'recorded while telemetry was shutting down, so not delivered: 1 of traces',
      ),
    ]);
  });
});

describe('the normal end of a program', () => {
  it('is not held up by an observable callback that never answers', async () => {
    const { code, durationMs } = await runProgram('hanging-callback.mjs', {
      env: { ...toReceiver(), FLUXORA_SHUTDOWN_TIMEOUT: '500' },
      nodeArgs: ['--import', REGISTER],
    });

    expect(code).toBe(0);
    expect(durationMs).toBeLessThan(8_000);
    expect(receiver.spans()).toHaveLength(1);
  });

  it('comes within the budget when the collector hangs, with one line about the loss', async () => {
    await receiver.fault('hang');
    const { code, durationMs, stderr } = await runProgram('plain.mjs', {
      env: { ...toReceiver(), FLUXORA_SHUTDOWN_TIMEOUT: '500' },
      nodeArgs: ['--import', REGISTER],
    });

    expect(code).toBe(0);
    expect(durationMs).toBeLessThan(5_000);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/^telemetry\/exit: .* or raise shutdownTimeoutMs\.$/),
    ]);
  });
});
