// What one collection of the infrastructure's metrics costs, ours beside OpenTelemetry's, each in fresh processes. See ../README.md.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ChildGroup } from '../child-group.ts';
import { describeEnvironment, writeResult } from '../results.ts';
import { median, quantile } from '../statistics.ts';
import type { InfrastructureMeasured } from './infrastructure-process.ts';
import { infrastructureVariants } from './infrastructure-variants.ts';

const { values } = parseArgs({
  options: {
    /** Fresh processes per variant, taken in turns. */
    rounds: { type: 'string', default: '5' },
    /** Collections per process: a service makes 60 an hour, so the code stays as cold as it is then. */
    collections: { type: 'string', default: '60' },
    /** How long each process idles, for its cost between collections. */
    'idle-ms': { type: 'string', default: '3000' },
    /** Only variants whose name contains this text. */
    only: { type: 'string', default: '' },
  },
});

const group = new ChildGroup();
process.on('exit', () => group.stopAll());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

const chosen = infrastructureVariants.filter(({ name }) => name.includes(values.only));
const measured = new Map<string, InfrastructureMeasured[]>();
for (let round = 1; round <= Number(values.rounds); round++) {
  for (const { name } of chosen) {
    console.error(`round ${round}/${values.rounds}: ${name}`);
    const child = await group.start<InfrastructureMeasured>({
      name: 'infrastructure',
      // Not tied to one: files are asked on other threads, which would push the main one aside.
      core: undefined,
      nodeArguments: [
        fileURLToPath(new URL('./infrastructure-process.ts', import.meta.url)),
        name,
        values.collections,
        values['idle-ms'],
      ],
      environment: { NODE_ENV: 'production' },
    });
    await child.stop();
    measured.set(name, [...(measured.get(name) ?? []), child.ready]);
  }
}
console.log(toMarkdown());
console.error(
  `written: ${writeResult('infrastructure', { environment: describeEnvironment({}), measured: Object.fromEntries(measured) })}`,
);

function toMarkdown(): string {
  const lines = [
    '| what | load, CPU ms | first ms | p50 ms | p99 ms | undisturbed | children | points | idle CPU % |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
  ];
  for (const [name, rounds] of measured) {
    const all = rounds.flatMap(({ busyMs }) => busyMs);
    const calm = rounds.flatMap(({ undisturbedMs }) => undisturbedMs);
    const first = rounds.map(({ busyMs }) => busyMs[0] ?? NaN);
    lines.push(
      `| ${name} | ${middle(rounds, 'loadMs').toFixed(1)} | ${Math.min(...first).toFixed(2)} | ` +
        `${median(calm).toFixed(2)} | ${quantile(calm, 0.99).toFixed(2)} | ${calm.length}/${all.length} | ` +
        `${middle(rounds, 'children').toFixed(1)} | ${middle(rounds, 'dataPoints')} | ${(middle(rounds, 'idle') * 100).toFixed(3)} |`,
    );
  }
  return lines.join('\n');
}

function middle(
  rounds: readonly InfrastructureMeasured[],
  figure: 'loadMs' | 'children' | 'dataPoints' | 'idle',
): number {
  return median(rounds.map((each) => each[figure]));
}
