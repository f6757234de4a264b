import type { SignalAttributes } from '../catalog/attribute-types.ts';
import { quote } from '../catalog/quote.ts';
import { drops } from '../drops/drop-ledger.ts';
import { createInstruments } from '../instruments/create-instruments.ts';
import { notices } from '../notices.ts';
import type { Providers } from '../providers.ts';
import { OTHER, usageCatalog } from './catalog.ts';
import { DistinctUsers } from './sketch/distinct-users.ts';
import { MAX_USER_ID_LENGTH, UserHasher } from './sketch/user-hasher.ts';
import { keyProblem, sketchCount, type UsageSettings } from './usage-options.ts';

/** What names a user. 7, 7n and '7' are the same one. */
export type UserId = string | number | bigint;

type SketchLabels = Omit<
  SignalAttributes<typeof usageCatalog, 'distinctUsersRank'>,
  'fluxora.usage.sketch.register'
>;

const KEY_VARIABLE = 'FLUXORA_USAGE_KEY';

/** Distinct users: from their ids to the observed gauge. Does nothing, and says why, when they cannot be counted. */
export class UserSketches {
  readonly #settings: UsageSettings;
  readonly #providers: Providers;
  readonly #hasher: UserHasher | undefined;
  readonly #sketches: DistinctUsers | undefined;
  #isStopped = false;
  #unobserve: () => void = () => undefined;

  constructor(settings: UsageSettings, providers: Providers, isRedefinition: boolean) {
    this.#settings = settings;
    this.#providers = providers;
    const plan = settings.distinctUsers;
    const secret = plan && this.#secretOf(plan.key);
    if (!plan || secret === undefined) return;
    this.#hasher = new UserHasher(secret);
    this.#sketches = new DistinctUsers({
      registers: plan.registers,
      groups: sketchCount(settings, plan.per),
      intervalMs: plan.intervalMs,
      reportsAll: isRedefinition,
    });
    this.#observe(this.#sketches);
  }

  /** Counts a user, if this is one. May throw where reading it throws. */
  add(userId: unknown, featureGroup: number, planGroup: number): void {
    if (userId === null || userId === '') return;
    if (!this.#settings.distinctUsers) {
      this.#say(
        'undeclared',
        'a userId was given, but no users are counted. Declare distinctUsers, or leave the userId out.',
      );
      return;
    }
    if (!this.#hasher || !this.#sketches) return;
    const id = this.#textOf(userId);
    if (id === undefined) return;
    this.#hasher.hash(id);
    const { per } = this.#settings.distinctUsers;
    const group = per === 'feature' ? featureGroup : per === 'plan' ? planGroup : 0;
    this.#sketches.add(group, this.#hasher.high, this.#hasher.low);
  }

  /** Goes on reporting until nobody is left. */
  stop(): void {
    this.#isStopped = true;
  }

  detach(): void {
    this.#unobserve();
  }

  #observe(sketches: DistinctUsers): void {
    const gauge = createInstruments(usageCatalog, this.#providers).distinctUsersRank;
    const labelsByGroup = this.#labelsByGroup();
    this.#unobserve = gauge.observe((observe) => {
      const isAnybody = sketches.collect((group, register, rank) => {
        const labels = labelsByGroup[group] as SketchLabels;
        observe(rank, { ...labels, 'fluxora.usage.sketch.register': register });
      });
      // Later: the SDK is walking the list of callbacks just now.
      if (this.#isStopped && !isAnybody) queueMicrotask(this.#unobserve);
    });
  }

  #labelsByGroup(): SketchLabels[] {
    const { features, plans, distinctUsers } = this.#settings;
    const size = { 'fluxora.usage.sketch.size': distinctUsers?.registers ?? 0 };
    switch (distinctUsers?.per) {
      case 'feature':
        return [...features, OTHER].map((name) => ({ ...size, 'fluxora.usage.feature': name }));
      case 'plan':
        return [
          size,
          ...[...plans, OTHER].map((name) => ({ ...size, 'fluxora.usage.plan': name })),
        ];
      default:
        return [size];
    }
  }

  /** Trimmed, since files of secrets tend to end with a line break. */
  #secretOf(given: string | undefined): string | undefined {
    if (given !== undefined) return given.trim();
    const found = process.env[KEY_VARIABLE]?.trim();
    const problem = found
      ? keyProblem(found)
      : 'is not set. Set it to a secret of 16 characters or more, the same on every replica';
    if (problem === undefined) return found;
    this.#say('key', `distinct users are not counted: ${KEY_VARIABLE} ${problem}.`);
    return undefined;
  }

  #textOf(userId: unknown): string | undefined {
    switch (typeof userId) {
      case 'string':
        if (userId.length <= MAX_USER_ID_LENGTH) return userId;
        this.#refuse(
          'long',
          `a userId of ${userId.length} characters was not counted among the users. Pass an id of at most ${MAX_USER_ID_LENGTH}.`,
        );
        return undefined;
      case 'number':
        if (Number.isFinite(userId)) return String(userId);
        break;
      case 'bigint':
        return String(userId);
    }
    // Not its value: only what kind of thing it is.
    const kind = typeof userId === 'number' ? quote(userId) : `a value of type ${typeof userId}`;
    this.#refuse(
      'kind',
      `a userId was ${kind} and was not counted among the users. Pass a text or a number.`,
    );
    return undefined;
  }

  #refuse(topic: string, message: string): void {
    (this.#providers.drops ?? drops).record('metrics', 'bad_attribute');
    this.#say(topic, message);
  }

  #say(topic: string, message: string): void {
    (this.#providers.notices ?? notices).once(`usage user ${topic}`, `telemetry/usage: ${message}`);
  }
}
