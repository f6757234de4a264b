import { quote } from '../catalog/quote.ts';
import { createInstruments } from '../instruments/create-instruments.ts';
import { notices } from '../notices.ts';
import type { Providers } from '../providers.ts';
import { TelemetryError } from '../telemetry-error.ts';
import { aggregate, isPartOf } from './aggregate.ts';
import { healthCatalog } from './catalog.ts';
import { ChangeLog } from './change-log.ts';
import { CheckRunner } from './check-runner.ts';
import { definitionProblems, resolveCheckSettings } from './check-settings.ts';
import type {
  HealthCheckFunction,
  HealthCheckHandle,
  HealthCheckResult,
  HealthCheckSettings,
  HealthProbe,
} from './health-check.ts';
import type {
  Health,
  HealthClock,
  HealthOptions,
  HealthReport,
  HealthSelection,
  HealthServiceInfo,
} from './health.ts';
import { healthOptionProblems, selectionProblems } from './health-options.ts';
import type { HealthStatus } from './health-status.ts';
import { observeHealth, type HealthState } from './observe-health.ts';

const SYSTEM_CLOCK: HealthClock = { now: () => Date.now(), monotonic: () => performance.now() };

const PROBES = ['startup', 'liveness', 'readiness'] as const satisfies HealthProbe[];

/** How long a collection of metrics waits for checks. Milliseconds. */
const MAX_COLLECT_MS = 1_000;

/** Stopped names whose series are held at 0: the SDK repeats the last value of a series that is not observed any more. */
const MAX_ENDED = 200;

interface Settings {
  readonly service: HealthServiceInfo;
  readonly onCollect: boolean;
  readonly providers: Providers;
  readonly clock: HealthClock;
}

/** The health behind `createHealth()`. */
export class ServiceHealth implements Health {
  readonly #checks = new Map<string, CheckRunner>();
  readonly #ended = new Set<string>();
  #settings: Settings = { service: {}, onCollect: true, providers: {}, clock: SYSTEM_CLOCK };
  #changeLog: ChangeLog | undefined;
  #stopObserving: (() => void) | undefined;
  #isStartHeld = false;
  #hasStarted = false;
  #isDraining = false;
  #drainReason: string | undefined;

  constructor(options: HealthOptions) {
    this.configure(options);
  }

  configure(options: HealthOptions): () => void {
    throwIfAny(healthOptionProblems(options));
    const former: Settings = { ...this.#settings };
    this.#apply({
      ...former,
      ...withoutAbsent(options),
      service: { ...former.service, ...options.service },
    });
    return () => {
      const keys = Object.keys(withoutAbsent(options)) as (keyof Settings)[];
      const given = Object.fromEntries(keys.map((key) => [key, former[key]]));
      this.#apply({ ...this.#settings, ...given });
    };
  }

  #apply(settings: Settings): void {
    const { providers } = this.#settings;
    this.#settings = settings;
    if (settings.providers === providers) return;
    this.#changeLog = undefined;
    if (this.#stopObserving === undefined) return;
    this.#stopObserving();
    this.#stopObserving = undefined;
    this.#observe();
  }

  define(
    name: string,
    check: HealthCheckFunction,
    settings: HealthCheckSettings = {},
  ): HealthCheckHandle {
    throwIfAny([
      ...definitionProblems(name, check, settings).map(
        (problem) => `check ${quote(name)}: ${problem}`,
      ),
      ...(this.#checks.has(name)
        ? [`check ${quote(name)} is defined already. Give it another name, or stop() the first.`]
        : []),
    ]);
    const runner = new CheckRunner(name, check, resolveCheckSettings(settings), this.#owner);
    this.#checks.set(name, runner);
    this.#ended.delete(name);
    this.#observe();
    return runner;
  }

  async check(selection: HealthSelection = { kind: 'all' }): Promise<HealthReport> {
    throwIfAny(selectionProblems(selection));
    await Promise.all(this.#runnersOf(selection).map((runner) => runner.run()));
    return this.latest(selection);
  }

  latest(selection: HealthSelection = { kind: 'all' }): HealthReport {
    throwIfAny(selectionProblems(selection));
    const checks = this.#selected(selection).flatMap(({ latest }) => latest ?? []);
    return Object.freeze({
      ...aggregate(selection, checks, this),
      ...(this.#drainReason !== undefined && { drainReason: this.#drainReason }),
      isStarted: this.isStarted,
      isDraining: this.isDraining,
      checks,
      service: this.#settings.service,
      timeMs: this.#settings.clock.now(),
    });
  }

  get status(): HealthStatus {
    return this.latest().status;
  }

  startDraining(reason?: string): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    this.#drainReason = typeof reason === 'string' && reason !== '' ? reason : undefined;
    this.#observe();
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  markStarting(): void {
    this.#isStartHeld = true;
    this.#observe();
  }

  markStarted(): void {
    this.#hasStarted = true;
  }

  get isStarted(): boolean {
    if (this.#hasStarted) return true;
    if (this.#isStartHeld) return false;
    return !this.#all().some(({ settings }) => settings.tags.includes('startup'));
  }

  /** What the runners report to. */
  readonly #owner = ((health: ServiceHealth) => ({
    get clock(): HealthClock {
      return health.#settings.clock;
    },
    onResult(result: HealthCheckResult, isCalled: boolean): void {
      health.#noteResult(result, isCalled);
    },
    onNonsense(name: string, output: string): void {
      (health.#settings.providers.notices ?? notices).once(
        `health.answer.${name}`,
        `telemetry/health: check ${quote(name)} ${output} It counts as fail.`,
      );
    },
    onStop(runner: CheckRunner): void {
      health.#remove(runner);
    },
  }))(this);

  #noteResult(result: HealthCheckResult, isCalled: boolean): void {
    if (isCalled) {
      createInstruments(healthCatalog, this.#settings.providers).checkDuration.record(
        Math.max(0, result.durationMs) / 1_000,
        { 'fluxora.health.check.name': result.name, 'fluxora.health.status': result.status },
      );
    }
    this.#changeLog ??= new ChangeLog(this.#settings.providers);
    this.#changeLog.note(result, this.#settings.clock.monotonic());
    this.#noteStart();
  }

  /** Ends start-up when all its checks are good at the same time, and for good. */
  #noteStart(): void {
    if (this.#hasStarted || this.#isStartHeld) return;
    const gates = this.#all().filter(({ settings }) => settings.tags.includes('startup'));
    this.#hasStarted =
      gates.length > 0 &&
      gates.every(({ latest }) => latest && (latest.status !== 'fail' || !latest.critical));
  }

  #remove(runner: CheckRunner): void {
    this.#checks.delete(runner.name);
    this.#changeLog?.forget(runner.name);
    if (runner.latest && this.#ended.size < MAX_ENDED) this.#ended.add(runner.name);
  }

  #all(): CheckRunner[] {
    return [...this.#checks.values()];
  }

  /** Start-up happens once: its checks have no say and nothing to do afterwards, unless they have other tags. */
  #isOver({ settings: { tags } }: CheckRunner): boolean {
    return this.#hasStarted && tags.length === 1 && tags[0] === 'startup';
  }

  #selected(selection: HealthSelection): CheckRunner[] {
    const isAll = 'kind' in selection && selection.kind === 'all';
    return this.#all().filter(
      (runner) => isPartOf(runner.settings.tags, selection) && !(isAll && this.#isOver(runner)),
    );
  }

  #runnersOf(selection: HealthSelection): CheckRunner[] {
    const isReadiness = 'kind' in selection && selection.kind === 'readiness';
    const isKind = 'kind' in selection;
    return this.#all().filter((runner) => {
      const { tags } = runner.settings;
      if (this.#isOver(runner)) return false;
      // Closing what it depends on is no outage: while draining only liveness has questions left.
      if (isKind && this.#isDraining && !tags.includes('liveness')) return false;
      if (isKind && selection.kind === 'startup' && this.#hasStarted) return false;
      // A service that is asked for its readiness only must become ready, too.
      const isGate = isReadiness && !this.#hasStarted && tags.includes('startup');
      return isGate || isPartOf(tags, selection);
    });
  }

  #observe(): void {
    this.#stopObserving ??= observeHealth(this.#state, this.#settings.providers);
  }

  readonly #state: HealthState = {
    refresh: () => this.#refresh(),
    checks: () => this.#checkStates(),
    probes: () => this.#probeStates(),
  };

  #refresh(): Promise<void> | undefined {
    if (!this.#settings.onCollect || this.#isDraining) return undefined;
    const due = this.#all().filter((runner) => runner.isDue && !this.#isOver(runner));
    if (due.length === 0) return undefined;
    return atMost(MAX_COLLECT_MS, Promise.all(due.map((runner) => runner.run())));
  }

  #checkStates(): [string, HealthStatus | undefined][] {
    const present = this.#all().flatMap((runner): [string, HealthStatus | undefined][] =>
      runner.latest ? [[runner.name, this.#isOver(runner) ? undefined : runner.latest.status]] : [],
    );
    return [
      ...present,
      ...Array.from(this.#ended, (name) => [name, undefined] as [string, undefined]),
    ];
  }

  #probeStates(): [HealthProbe, HealthStatus][] {
    return PROBES.flatMap((kind): [HealthProbe, HealthStatus][] => {
      const isKnown = this.#selected({ kind }).every(
        (runner) => runner.latest || this.#isOver(runner),
      );
      return isKnown ? [[kind, this.latest({ kind }).status]] : [];
    });
  }
}

/** An option that is undefined is one that was not given. */
function withoutAbsent(options: HealthOptions): Partial<Settings> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function throwIfAny(problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new TelemetryError(
    'health.invalid',
    problems.map((problem) => `telemetry/health: ${problem}`),
  );
}

/** Resolves when the work is done, or when the time is over. The timer holds no process. */
async function atMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeIsOver = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds).unref();
  });
  await Promise.race([work, timeIsOver]);
  clearTimeout(timer);
}
