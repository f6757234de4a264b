import { quote } from '../catalog/quote.ts';
import { drops } from '../drops/drop-ledger.ts';
import { createInstruments } from '../instruments/create-instruments.ts';
import type { BoundCounter, Instruments } from '../instruments/instrument-types.ts';
import { notices } from '../notices.ts';
import type { Providers } from '../providers.ts';
import { announceAlways } from './announce.ts';
import { OTHER, usageCatalog } from './catalog.ts';
import type { UsageSettings } from './usage-options.ts';
import { type UserId, UserSketches } from './user-sketches.ts';

export interface UsageDetails<P extends string = string> {
  /**
   * Who used it: whatever names the same user every time, at most 1024 characters. It is hashed and forgotten. Absent, null or
   * empty for nobody; objects, NaN and the like are counted (`bad_attribute`) and said once.
   */
  readonly userId?: UserId | null | undefined;
  /** One of the declared plans. @defaultValue none */
  readonly plan?: P | undefined;
  /** How many times, finite and ≥ 0; others are dropped and counted. @defaultValue 1 */
  readonly count?: number | undefined;
}

export interface UsageSession<P extends string = string> {
  /** Milliseconds, finite and ≥ 0; others are dropped and counted. */
  readonly durationMs: number;
  /** One of the declared plans. @defaultValue none */
  readonly plan?: P | undefined;
}

interface Feature {
  readonly group: number;
  /** By plan; '' is none. */
  readonly counters: ReadonlyMap<string, BoundCounter>;
}

/** What stands behind a definition of usage. Never throws once it is made. */
export class UsageRecorder {
  readonly #providers: Providers;
  readonly #instruments: Instruments<typeof usageCatalog>;
  readonly #features: ReadonlyMap<string, Feature>;
  /** Plans to their groups; '' is none. */
  readonly #plans: ReadonlyMap<string, number>;
  readonly #users: UserSketches;
  readonly #stopAnnouncing: () => void;
  #isStopped = false;

  /** @param isRedefinition - Whether another definition reported to the same series before. */
  constructor(settings: UsageSettings, providers: Providers, isRedefinition: boolean) {
    this.#providers = providers;
    this.#instruments = createInstruments(usageCatalog, providers);
    const plans = ['', ...settings.plans, OTHER];
    const features = [...settings.features, OTHER];
    this.#plans = new Map(plans.map((plan, group) => [plan, group]));
    this.#features = new Map(
      features.map((feature, group) => {
        const counters = new Map(plans.map((plan) => [plan, this.#counterOf(feature, plan)]));
        return [feature, { group, counters }];
      }),
    );
    this.#stopAnnouncing = announceAlways(
      this.#instruments.usageEvents,
      settings.features.flatMap((feature) =>
        ['', ...settings.plans].map((plan) => attributesOf(feature, plan)),
      ),
      providers,
    );
    this.#users = new UserSketches(settings, providers, isRedefinition);
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  record(feature: unknown, details: unknown): void {
    if (this.#isStopped || !this.#instruments.usageEvents.isEnabled()) return;
    try {
      const { userId, plan, count = 1 } = this.#detailsIn(details) as UsageDetails;
      const { group, counters } = this.#featureOf(feature);
      const planName = this.#planOf(plan);
      counters.get(planName)?.add(count);
      // Most calls name no user.
      if (userId !== undefined) this.#users.add(userId, group, this.#plans.get(planName) ?? 0);
    } catch {
      this.#countUnreadable('details of recordUsage');
    }
  }

  recordSession(session: unknown): void {
    if (this.#isStopped || !this.#instruments.sessionDuration.isEnabled()) return;
    try {
      const { durationMs, plan } = this.#detailsIn(session) as UsageSession;
      // What is not a number is left to the guard, which says so; dividing would make one of it.
      const seconds = typeof durationMs === 'number' ? durationMs / 1_000 : durationMs;
      const planName = this.#planOf(plan);
      this.#instruments.sessionDuration.record(
        seconds,
        planName === '' ? {} : { 'fluxora.usage.plan': planName },
      );
    } catch {
      this.#countUnreadable('session of recordSession');
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#stopAnnouncing();
    this.#users.stop();
  }

  /** Ends also the reports of the last users: another definition goes on. */
  detach(): void {
    this.#users.detach();
  }

  #counterOf(feature: string, plan: string): BoundCounter {
    return this.#instruments.usageEvents.bind(attributesOf(feature, plan));
  }

  #detailsIn(details: unknown): object {
    if (details === undefined || details === null) return {};
    if (typeof details === 'object') return details;
    this.#refuse('details', () => {
      return `the details are ${quote(details)}; they were left out. Pass an object, as in { userId, plan }.`;
    });
    return {};
  }

  #featureOf(feature: unknown): Feature {
    const known = typeof feature === 'string' ? this.#features.get(feature) : undefined;
    if (known !== undefined) return known;
    this.#refuse('feature', () => {
      return `feature ${quote(feature)} is not declared; it was counted as "${OTHER}". Add it to the features of defineUsage.`;
    });
    return this.#features.get(OTHER) as Feature;
  }

  #planOf(plan: unknown): string {
    if (plan === undefined || plan === null) return '';
    if (typeof plan === 'string' && this.#plans.has(plan)) return plan;
    this.#refuse('plan', () => {
      return `plan ${quote(plan)} is not declared; it was counted as "${OTHER}". Add it to the plans of defineUsage.`;
    });
    return OTHER;
  }

  /** Counts every one, and explains the first. */
  #refuse(topic: string, explain: () => string): void {
    (this.#providers.drops ?? drops).record('metrics', 'bad_attribute');
    (this.#providers.notices ?? notices).once(
      `usage ${topic}`,
      () => `telemetry/usage: ${explain()}`,
    );
  }

  #countUnreadable(what: string): void {
    (this.#providers.drops ?? drops).record('metrics', 'callback_failed');
    (this.#providers.notices ?? notices).once(
      `usage unreadable`,
      `telemetry/usage: the ${what} could not be read, and nothing was recorded. Pass plain values.`,
    );
  }
}

function attributesOf(feature: string, plan: string) {
  return plan === ''
    ? { 'fluxora.usage.feature': feature }
    : { 'fluxora.usage.feature': feature, 'fluxora.usage.plan': plan };
}
