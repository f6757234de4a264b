import { formatVerdict, verdictToJson } from '../health/format-verdict.ts';
import { DOCKER_EXIT_CODES, NAGIOS_EXIT_CODES } from '../health/health-verdict.ts';
import { runHealth } from '../health/run-health.ts';
import type { Command } from './command-line.ts';

const { parseArgs } = process.getBuiltinModule('node:util');

const OPTIONS = {
  json: { type: 'boolean' },
  timeout: { type: 'string', default: '5000' },
  insecure: { type: 'boolean' },
  docker: { type: 'boolean' },
} as const;

/** `fluxora-telemetry health URL`. Loads neither the SDK nor the doctor: it runs every few seconds in every container. */
export const healthCommand: Command = async (args, { stdout }, usageError) => {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const [address, ...rest] = positionals;
  if (address === undefined) {
    return usageError('health needs a URL, for example http://localhost:3000/readyz.');
  }
  if (rest.length > 0) return usageError(`health takes one URL, not also "${rest.join(' ')}".`);
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return usageError(
      `"${withoutPassword(address)}" is no URL to ask. Use one such as http://localhost:3000/readyz.`,
    );
  }
  const timeoutMs = Number(values.timeout);
  if (!(timeoutMs >= 1 && timeoutMs <= 600_000)) {
    return usageError(`--timeout is "${values.timeout}". Use milliseconds from 1 to 600000.`);
  }
  const verdict = await runHealth(url, { timeoutMs, insecure: values.insecure === true });
  const exitCode = (values.docker ? DOCKER_EXIT_CODES : NAGIOS_EXIT_CODES)[verdict.state];
  stdout.write(
    `${values.json ? verdictToJson(verdict, url, exitCode) : formatVerdict(verdict, url)}\n`,
  );
  return exitCode;
};

function withoutPassword(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//***@');
}
