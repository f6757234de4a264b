import { TelemetryError } from '@fluxora/telemetry-core';
import {
  either,
  isRecord,
  oneOf,
  rule,
  type Rule,
  shape,
  wholeNumber,
} from '@fluxora/telemetry-core/option-rules';
import type { DrainOptions } from './drain-options.ts';

const SERVER =
  'a server of node:http, node:https, node:http2 or node:net; end anything else in stop';

/** What people pass instead of a server, and where the server is. */
const server: Rule = (value, path, problems) => {
  if (isServer(value)) return;
  const inner = (value as { server?: unknown } | null)?.server;
  const use =
    typeof value === 'function' && 'listen' in value
      ? 'what listen() of the application returned: const server = app.listen(3000)'
      : isServer(inner)
        ? `its server: ${path}.server`
        : SERVER;
  rule(() => false, use)(value, path, problems);
};

function isServer(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return ['close', 'on', 'off', 'address', 'getConnections'].every(
    (method) => typeof (value as Record<string, unknown>)[method] === 'function',
  );
}

const servers: Rule = (value, path, problems) => {
  if (!Array.isArray(value)) return server(value, path, problems);
  value.forEach((each, index) => server(each, `${path}[${index}]`, problems));
};

const isCallback = (value: unknown): boolean => typeof value === 'function';
const callbacks = either(
  'a function, a list of functions, or functions by name',
  rule(isCallback, ''),
  rule((value) => Array.isArray(value) && value.every(isCallback), ''),
  rule((value) => isRecord(value) && Object.values(value).every(isCallback), ''),
);

const signals: Rule = (value, path, problems) => {
  const { constants } = process.getBuiltinModule('node:os');
  const isHandled = (name: unknown): boolean =>
    typeof name === 'string' &&
    Object.hasOwn(constants.signals, name) &&
    name !== 'SIGKILL' &&
    name !== 'SIGSTOP';
  if (!Array.isArray(value)) {
    return rule(() => false, "a list such as ['SIGTERM', 'SIGINT']")(value, path, problems);
  }
  value.forEach((name, index) =>
    rule(isHandled, 'a signal that a process can receive, such as SIGTERM, SIGINT, SIGHUP')(
      name,
      `${path}[${index}]`,
      problems,
    ),
  );
};

const exit = either(
  "'signal', an exit code from 0 to 255, or false",
  oneOf('signal'),
  rule((value) => value === false, ''),
  rule((value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) < 256, ''),
);

const OPTIONS = shape(
  {
    servers,
    stop: callbacks,
    release: callbacks,
    waitMs: wholeNumber(0, 'milliseconds'),
    timeoutMs: wholeNumber(1, 'milliseconds'),
    signals,
    exit,
  } satisfies Record<keyof DrainOptions, Rule>,
  {
    server: 'servers',
    timeout: 'timeoutMs',
    delay: 'waitMs',
    beforeShutdown: 'waitMs',
    onSignal: 'stop',
    onShutdown: 'release',
    cleanup: 'release',
  },
);

/** One sentence per problem, each with the value and the mend. */
export function drainProblems(telemetry: unknown, options: unknown): string[] {
  const problems: string[] = [];
  OPTIONS(options, '', problems);
  const isTelemetry =
    isRecord(telemetry) && ['shutdown', 'flush'].every((name) => isCallback(telemetry[name]));
  if (!isTelemetry) {
    problems.unshift('the first argument is no telemetry. Pass what instrument() returned.');
  }
  return problems.map((problem) => `telemetry/drain: ${problem}`);
}

/** @throws TelemetryError with code `drain.invalid` when there are any. */
export function throwDrainProblems(problems: readonly string[]): void {
  if (problems.length > 0) throw new TelemetryError('drain.invalid', problems);
}
