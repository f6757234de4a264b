import { formatReport } from '../doctor/format-report.ts';
import { runDoctor } from '../doctor/run-doctor.ts';
import type { Command } from './command-line.ts';

const { parseArgs } = process.getBuiltinModule('node:util');

const OPTIONS = {
  json: { type: 'boolean' },
  endpoint: { type: 'string' },
  timeout: { type: 'string', default: '2000' },
} as const;

/** `fluxora-telemetry doctor`. */
export const doctorCommand: Command = async (args, { stdout }, usageError) => {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  if (positionals.length > 0) {
    return usageError(`doctor takes no argument "${positionals.join(' ')}".`);
  }
  const { endpoint } = values;
  if (endpoint !== undefined && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? '')) {
    return usageError(`--endpoint is "${endpoint}". Use a URL such as http://localhost:4318.`);
  }
  const timeoutMs = Number(values.timeout);
  if (!(timeoutMs >= 1 && timeoutMs <= 60_000)) {
    return usageError(`--timeout is "${values.timeout}". Use milliseconds from 1 to 60000.`);
  }
  const report = await runDoctor({ timeoutMs, ...(endpoint !== undefined && { endpoint }) });
  const isColored = stdout.isTTY === true && !process.env['NO_COLOR'];
  stdout.write(
    `${values.json ? JSON.stringify(report, null, 2) : formatReport(report, isColored)}\n`,
  );
  return report.healthy ? 0 : 1;
};
