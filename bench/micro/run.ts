// Micro costs of single calls, ours beside the SDK's and pino's, each case in fresh processes. See ../README.md.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ChildGroup } from '../child-group.ts';
import { chooseCores } from '../cores.ts';
import { describeEnvironment, writeResult } from '../results.ts';
import { median } from '../statistics.ts';
import { microCases } from './cases.ts';
import type { Measured } from './measure.ts';

const { values } = parseArgs({
  options: {
    /** Fresh processes per case. */
    rounds: { type: 'string', default: '3' },
    /** Measured milliseconds per process. */
    ms: { type: 'string', default: '600' },
    /** Only cases whose id contains this text. */
    only: { type: 'string', default: '' },
  },
});

const group = new ChildGroup();
process.on('exit', () => group.stopAll());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

const cores = chooseCores();
const chosen = microCases.filter(({ id }) => id.includes(values.only));
const measured = new Map<string, Measured[]>();
for (let round = 1; round <= Number(values.rounds); round++) {
  for (const { id } of chosen) {
    console.error(`round ${round}/${values.rounds}: ${id}`);
    const child = await group.start<Measured>({
      name: 'micro',
      core: cores.server,
      // A large young generation: allocation is read without a collection in between.
      nodeArguments: [
        '--expose-gc',
        '--max-semi-space-size=64',
        fileURLToPath(new URL('./case-process.ts', import.meta.url)),
        id,
        values.ms,
      ],
      environment: { NODE_ENV: 'production' },
    });
    await child.stop();
    measured.set(id, [...(measured.get(id) ?? []), child.ready]);
  }
}
console.log(toMarkdown());
console.error(
  `written: ${writeResult('micro', { environment: describeEnvironment(cores), measured: Object.fromEntries(measured) })}`,
);

function toMarkdown(): string {
  const lines = [
    '| what | how | ns, p50 | each process | bytes allocated |',
    '| --- | --- | ---: | ---: | ---: |',
  ];
  let lastGroup = '';
  for (const [id, rounds] of measured) {
    const [what = '', how = ''] = id.split('/');
    const each = rounds.map(({ p50 }) => p50);
    const bytes = median(rounds.map(({ allocated }) => allocated));
    lines.push(
      `| ${what === lastGroup ? '' : what} | ${how} | ${show(median(each))} | ${each.map(show).join(' ')} | ${bytes.toFixed(0)} |`,
    );
    lastGroup = what;
  }
  return lines.join('\n');
}

function show(nanoseconds: number): string {
  return nanoseconds.toFixed(nanoseconds < 10 ? 1 : 0);
}
