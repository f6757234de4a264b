import { propagation, type Baggage } from '@opentelemetry/api';
import { TelemetryError } from '../telemetry-error.ts';
import { compileGlobs } from './compile-globs.ts';
import { compileHostPatterns, parseHost, type Host } from './host-pattern.ts';

export interface PropagationPolicyOptions {
  /**
   * Hosts that may receive trace context, as globs: `*.fluxora.internal`, `localhost:*`, `[::1]:4318`. `*` stands for one or
   * more characters. Without a port every port matches. Case does not matter. @defaultValue ['*']
   */
  readonly hosts?: readonly string[];
  /** Baggage keys that may leave or enter the process, as globs: `fluxora.*`. @defaultValue [] (none) */
  readonly baggageKeys?: readonly string[];
}

/** Decides who learns of our traces and which baggage crosses the border of the process. Immutable. */
export interface PropagationPolicy {
  /** Whether this host or URL may receive trace context. What is neither is not allowed. Never throws. */
  allowsHost(hostOrUrl: string | URL): boolean;
  /** The entries whose key is allowed. Never throws. */
  filterBaggage(baggage: Baggage): Baggage;
}

/** Verdicts remembered; host names come from code and configuration, so there are few. */
const MAX_REMEMBERED = 500;

/**
 * @throws TelemetryError `options.invalid` when a pattern is not a host pattern or a key glob.
 *
 * @example
 * const policy = createPropagationPolicy({ hosts: ['*.fluxora.internal'], baggageKeys: ['fluxora.tenant'] });
 * policy.allowsHost('https://prices.fluxora.internal/day-ahead'); // true
 */
export function createPropagationPolicy(options: PropagationPolicyOptions = {}): PropagationPolicy {
  const problems: string[] = [];
  const matchesHost = compileHostPatterns(options.hosts ?? ['*'], problems);
  const matchesKey = compileGlobs('baggageKeys', options.baggageKeys ?? [], problems);
  if (problems.length > 0) throw new TelemetryError('options.invalid', problems);

  const verdicts = new Map<string, boolean>();
  return Object.freeze({
    allowsHost(hostOrUrl: string | URL): boolean {
      try {
        const text = typeof hostOrUrl === 'string' ? hostOrUrl : hostOrUrl.href;
        let verdict = verdicts.get(text);
        if (verdict === undefined) {
          const host: Host | undefined = parseHost(text);
          verdict = host !== undefined && matchesHost(host);
          if (verdicts.size < MAX_REMEMBERED) verdicts.set(text, verdict);
        }
        return verdict;
      } catch {
        return false;
      }
    },
    filterBaggage(baggage: Baggage): Baggage {
      try {
        const refused = baggage
          .getAllEntries()
          .map(([key]) => key)
          .filter((key) => !matchesKey(key));
        return refused.length === 0 ? baggage : baggage.removeEntries(...refused);
      } catch {
        return propagation.createBaggage();
      }
    },
  });
}

let current = createPropagationPolicy();

/** The process-wide policy. @defaultValue every host, no baggage */
export function propagationPolicy(): PropagationPolicy {
  return current;
}

/** Replaces the process-wide policy; takes effect at once, in propagators made before too. */
export function setPropagationPolicy(policy: PropagationPolicy): void {
  current = policy;
}
