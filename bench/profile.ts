// Where one variant's time goes: node bench/profile.ts [variant] [route] [seconds]. See README.md.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { calibrateBusyWork } from './calibrate.ts';
import { ChildGroup } from './child-group.ts';
import { chooseCores } from './cores.ts';
import { parseBenchOptions, type Route } from './options.ts';
import { toProfileTables, type Profile } from './profile-tables.ts';
import { runSlice, type ServerSample } from './slice.ts';
import { chooseVariants, commonEnvironment } from './variants.ts';

const [id = 'ours', route = 'light', seconds = '10'] = process.argv.slice(2);
const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const path = file(`./results/${id}-${Date.now()}.cpuprofile`);
mkdirSync(file('./results'), { recursive: true });

const group = new ChildGroup();
process.on('exit', () => group.stopAll());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

const options = parseBenchOptions([]);
const variant = chooseVariants([id]).find((one) => one.id === id);
if (!variant || options === 'help') throw new Error(`bench/profile: no variant ${id}.`);
const cores = chooseCores();
const start = <Ready>(name: string, core: number | undefined) =>
  group.start<Ready>({
    name,
    core,
    nodeArguments: [file(`./processes/${name}.ts`)],
    environment: {},
  });
const load = await start('load', cores.load);
const sink = await start<{ port: number }>('sink', cores.sink);
const server = await group.start<ServerSample & { port: number }>({
  name: id,
  core: cores.server,
  nodeArguments: [
    '--require',
    file('./processes/profiler.cjs'),
    ...variant.nodeArguments,
    file('./processes/server.cjs'),
  ],
  environment: {
    ...commonEnvironment(`http://127.0.0.1:${sink.ready.port}`, id),
    BENCH_BUSY_POINTS: String(calibrateBusyWork()),
    ...variant.environment,
  },
});
const subject = { variant, server, requests: 0 };
const run = (ms: number) => runSlice(subject, load, route as Route, ms, options);
await run(options.warmUpMs);
subject.requests = 0;
await server.ask({ command: 'startProfile' });
await run(Number(seconds) * 1_000);
const profile = await server.ask<Profile>({ command: 'stopProfile' });
group.stopAll();
writeFileSync(path, JSON.stringify(profile));
console.log(`${variant.title}, /${route}, ${subject.requests} requests\n`);
console.log(toProfileTables(profile, subject.requests));
console.log(`\nFor a flame chart, open in Chrome's DevTools: ${path}`);
