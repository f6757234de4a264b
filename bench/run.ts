// Side by side: bare Express, ours and OpenTelemetry's own instrumentations, in one interleaved run. See README.md.
import { fileURLToPath } from 'node:url';
import { calibrateBusyWork } from './calibrate.ts';
import { ChildGroup } from './child-group.ts';
import { chooseCores } from './cores.ts';
import { parseBenchOptions, usage, type BenchOptions } from './options.ts';
import { toMarkdown } from './report.ts';
import { describeEnvironment, writeResult } from './results.ts';
import { runRound, type Round, type Stage } from './round.ts';
import { createRandom } from './statistics.ts';
import { summarize } from './summary.ts';
import { chooseVariants } from './variants.ts';
import { judge } from './verdict.ts';

const group = new ChildGroup();
process.on('exit', () => group.stopAll());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

try {
  const options = parseBenchOptions(process.argv.slice(2));
  if (options === 'help') console.log(usage);
  else process.exitCode = await runSideBySide(options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  group.stopAll();
}

async function runSideBySide(options: BenchOptions): Promise<number> {
  const chosen = chooseVariants(options.variants);
  const deadline = setTimeout(
    () => {
      console.error('bench/run: not finished in three times its expected duration; stopped.');
      process.exit(1);
    },
    3 * expectedMs(options, chosen.length),
  );
  const say = (message: string) =>
    console.error(`[${(performance.now() / 1_000).toFixed(0)} s] ${message}`);
  say(`about ${Math.ceil(expectedMs(options, chosen.length) / 60_000)} min, seed ${options.seed}`);
  const stage = await setStage(options, say);
  const rounds: Round[] = [];
  for (let number = 1; number <= options.rounds; number++) {
    rounds.push(await runRound(number, chosen, options, stage));
  }
  clearTimeout(deadline);
  const summary = summarize(rounds, chosen, options);
  const verdict = judge(summary, chosen, options);
  console.log(toMarkdown(summary, chosen, options));
  const environment = describeEnvironment(stage.cores);
  say(
    `written: ${writeResult('side-by-side', { environment, options, summary, verdict, rounds })}`,
  );
  for (const problem of verdict.missing) console.error(`bench: telemetry is missing. ${problem}`);
  for (const peer of verdict.faster) console.error(`bench: ours is not faster than ${peer}`);
  return verdict.missing.length > 0 || (options.check && verdict.faster.length > 0) ? 1 : 0;
}

async function setStage(options: BenchOptions, say: (message: string) => void): Promise<Stage> {
  const cores = chooseCores();
  const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  const start = <Ready>(name: string, core: number | undefined) =>
    group.start<Ready>({
      name,
      core,
      nodeArguments: [file(`./processes/${name}.ts`)],
      environment: {},
    });
  return {
    group,
    cores,
    load: await start('load', cores.load),
    sink: await start<{ port: number }>('sink', cores.sink),
    busyPoints: calibrateBusyWork(),
    random: createRandom(options.seed),
    say,
  };
}

function expectedMs(options: BenchOptions, variants: number): number {
  const { rounds, cycles, sliceMs, warmUpMs, routes } = options;
  const perVariant = 800 + warmUpMs + cycles * routes.length * (sliceMs + 60);
  return rounds * (variants * perVariant + 4_000);
}
