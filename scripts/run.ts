import { spawn } from 'node:child_process';

/** Runs a tool from node_modules/.bin with its output shown. Rejects when it exits with anything but 0. */
export function run(
  tool: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, { stdio: 'inherit', env: { ...process.env, ...env } });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${tool} ${args.join(' ')}: exit ${code ?? signal}`));
    });
  });
}
