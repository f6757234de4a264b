import { spawn, type ChildProcess } from 'node:child_process';

/** A running child that answers questions over IPC. */
export interface Child<Ready> {
  readonly name: string;
  readonly pid: number;
  /** What it said when it was ready. */
  readonly ready: Ready;
  /** Milliseconds from spawn until then. */
  readonly startMs: number;
  /** Asks one question; rejects when the child dies or is silent for `timeoutMs` (default 15 s). */
  ask<Answer>(question?: object, timeoutMs?: number): Promise<Answer>;
  /** Kills it and waits until it is gone. */
  stop(): Promise<void>;
}

interface StartOptions {
  readonly name: string;
  readonly core: number | undefined;
  readonly nodeArguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

interface Message {
  readonly ready?: unknown;
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: string;
}

/**
 * The processes of one run. Whatever happens to the run, `stopAll` leaves none behind.
 *
 * SIGKILL on purpose: some instrumentations keep a server alive after SIGTERM. Children also exit by themselves
 * when the IPC channel closes, so a killed parent leaves nothing either.
 */
export class ChildGroup {
  readonly #running = new Set<ChildProcess>();
  #questions = 0;

  /** Starts a Node program and waits (at most 30 s) until it sends `{ ready }`. */
  async start<Ready>({
    name,
    core,
    nodeArguments,
    environment,
  }: StartOptions): Promise<Child<Ready>> {
    const command = [process.execPath, ...nodeArguments];
    if (core !== undefined) command.unshift('taskset', '--cpu-list', String(core));
    const [program = process.execPath, ...args] = command;
    const began = performance.now();
    const child = spawn(program, args, {
      env: cleanEnvironment(environment),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#running.add(child);
    const lastWords = collectLastWords(child);
    const gone = new Promise<void>((resolve) => {
      child.once('close', () => {
        this.#running.delete(child);
        resolve();
      });
    });
    const waitFor = <Answer>(wanted: (message: Message) => boolean, timeoutMs: number) =>
      new Promise<Answer>((resolve, reject) => {
        const settle = (act: () => void) => {
          clearTimeout(timer);
          child.off('message', onMessage);
          child.off('close', onClose);
          child.off('error', onError);
          act();
        };
        const fail = (what: string) =>
          settle(() => reject(new Error(`bench/${name}: ${what}. ${lastWords()}`.trim())));
        const onMessage = (message: Message) => {
          if (!wanted(message)) return;
          if (message.error !== undefined) fail(message.error);
          else settle(() => resolve((message.ready ?? message.result) as Answer));
        };
        const onClose = (code: number | null, signal: string | null) =>
          fail(`ended with ${signal ?? `exit code ${code}`}`);
        const onError = (error: Error) => fail(error.message);
        const timer = setTimeout(() => fail(`silent for ${timeoutMs} ms`), timeoutMs);
        child.on('message', onMessage).on('close', onClose).on('error', onError);
      });
    const ready = await waitFor<Ready>((message) => 'ready' in message, 30_000);
    return {
      name,
      pid: child.pid as number,
      ready,
      startMs: performance.now() - began,
      ask: (question = {}, timeoutMs = 15_000) => {
        const id = ++this.#questions;
        child.send({ ...question, id });
        return waitFor((message) => message.id === id, timeoutMs);
      },
      stop: () => {
        child.kill('SIGKILL');
        return gone;
      },
    };
  }

  /** Kills every child still running; safe in an exit handler, and more than once. */
  stopAll(): void {
    for (const child of this.#running) child.kill('SIGKILL');
  }
}

/** Nothing of the caller's telemetry or Node settings may leak into a variant. */
function cleanEnvironment(own: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([key]) => !key.startsWith('OTEL_') && !key.startsWith('NODE_') && !key.startsWith('npm_'),
  );
  return { ...Object.fromEntries(kept), ...own };
}

function collectLastWords(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-2_000);
  });
  return () => text.trim();
}
