import { parseArgs } from 'node:util';

/** How long, how often and what a run measures. */
export interface BenchOptions {
  /** Fresh processes per variant. */
  readonly rounds: number;
  /** Measured slices per variant, route and round. */
  readonly cycles: number;
  /** Length of one slice, milliseconds. */
  readonly sliceMs: number;
  /** Load before measuring, per process, milliseconds. */
  readonly warmUpMs: number;
  readonly connections: number;
  /** Requests per second of the open-loop mode; absent = closed loop (as many as the server answers). */
  readonly openLoopRate?: number;
  readonly generator: 'raw' | 'autocannon';
  readonly variants?: readonly string[];
  readonly routes: readonly Route[];
  /** Fail unless ours beats every peer. */
  readonly check: boolean;
  /** Seed of the slice order, so that a run can be repeated. */
  readonly seed: number;
}

/** `light` answers a small JSON, `busy` burns about 230 µs of CPU first. */
export type Route = 'light' | 'busy';

const QUICK = { rounds: 1, cycles: 4, sliceMs: 600, warmUpMs: 2_000 };
const FULL = { rounds: 5, cycles: 5, sliceMs: 1_000, warmUpMs: 6_000 };
// A p99 of a short slice is a handful of requests: fewer, longer slices.
const OPEN_LOOP = { rounds: 3, cycles: 4, sliceMs: 3_000, warmUpMs: 6_000 };

export const usage = `Usage: npm run bench -- [options]
  --quick              about a minute: a smoke test, wide ratios
  --rounds N           fresh processes per variant        (full ${FULL.rounds}, quick ${QUICK.rounds})
  --cycles N           slices per variant, route, round   (full ${FULL.cycles}, quick ${QUICK.cycles})
  --slice MS --warm-up MS --connections N
  --variants a,b       besides the two bare processes; see bench/variants.ts
  --routes light,busy
  --open-loop RATE     fixed arrivals per second, latency from the scheduled arrival (light route)
  --generator NAME     raw (default) or autocannon
  --check              exit 1 unless ours has a better throughput than every peer
  --seed N`;

/** Reads the command line; throws with the mend for anything it does not know. */
export function parseBenchOptions(argv: readonly string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      quick: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      cycles: { type: 'string' },
      slice: { type: 'string' },
      'warm-up': { type: 'string' },
      connections: { type: 'string' },
      variants: { type: 'string' },
      routes: { type: 'string' },
      'open-loop': { type: 'string' },
      generator: { type: 'string', default: 'raw' },
      seed: { type: 'string' },
    },
  });
  if (values.help) return 'help';
  const rate = values['open-loop'];
  const defaults = rate ? OPEN_LOOP : values.quick ? QUICK : FULL;
  const { generator } = values;
  if (generator !== 'raw' && generator !== 'autocannon') {
    throw new Error(`bench/options: --generator is ${generator}. Use raw or autocannon.`);
  }
  if (rate && values.check) {
    throw new Error(
      'bench/options: --check compares throughput, which --open-loop fixes. Use one of them.',
    );
  }
  return {
    rounds: wholeNumber('--rounds', values.rounds, defaults.rounds, 50),
    cycles: wholeNumber('--cycles', values.cycles, defaults.cycles, 200),
    sliceMs: wholeNumber('--slice', values.slice, defaults.sliceMs, 60_000),
    warmUpMs: wholeNumber('--warm-up', values['warm-up'], defaults.warmUpMs, 60_000),
    connections: wholeNumber('--connections', values.connections, 50, 1_000),
    ...(rate && { openLoopRate: wholeNumber('--open-loop', rate, 0, 100_000) }),
    generator,
    ...(values.variants && { variants: values.variants.split(',') }),
    routes: rate ? ['light'] : toRoutes(values.routes),
    check: values.check,
    seed: wholeNumber('--seed', values.seed, Date.now() % 1_000_000, 2 ** 31),
  };
}

function wholeNumber(
  flag: string,
  text: string | undefined,
  otherwise: number,
  max: number,
): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value <= max) return value;
  throw new Error(`bench/options: ${flag} is ${text}. Use a whole number from 1 to ${max}.`);
}

function toRoutes(text: string | undefined): Route[] {
  const routes = text?.split(',') ?? ['light', 'busy'];
  const unknown = routes.filter((route) => route !== 'light' && route !== 'busy');
  if (unknown.length > 0) {
    throw new Error(`bench/options: --routes has ${unknown.join(', ')}. Use light, busy or both.`);
  }
  return routes as Route[];
}
