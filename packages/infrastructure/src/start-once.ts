import { type MeterProvider, metrics } from '@opentelemetry/api';

/** One start that is in force, and where it reports; undefined is the registered provider of the moment. */
interface Claim {
  readonly meterProvider: MeterProvider | undefined;
}

/**
 * What has to exist once per process even when this package is loaded twice: a bundled service brings a copy of its own, and
 * `node --import` brings another.
 */
const KEY = Symbol.for('@fluxora/telemetry-infrastructure 0.1');

type Global = typeof globalThis & { [KEY]?: Set<Claim> };

const claims: Set<Claim> = ((globalThis as Global)[KEY] ??= new Set());

/**
 * Claims a meter provider, so that nobody reports the same to it twice.
 *
 * @returns What gives it back, or undefined when somebody has it already.
 */
export function claimProvider(meterProvider: MeterProvider | undefined): (() => void) | undefined {
  const target = meterProvider ?? metrics.getMeterProvider();
  for (const claim of claims) {
    if ((claim.meterProvider ?? metrics.getMeterProvider()) === target) return undefined;
  }
  const claim = { meterProvider };
  claims.add(claim);
  return () => {
    claims.delete(claim);
  };
}
