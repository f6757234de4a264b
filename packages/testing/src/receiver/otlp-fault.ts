import { TelemetryError, type SignalType } from '@fluxora/telemetry-core';

/** How the receiver treats one request, or all of them until told otherwise. */
export type OtlpFault =
  /** Reads the request and never answers; the connection ends with the client or with the receiver. */
  | { readonly type: 'hang' }
  /** Answers with this HTTP status and a `google.rpc.Status` body. `retryAfterSeconds` sets the Retry-After header. */
  | {
      readonly type: 'status';
      readonly status: number;
      readonly retryAfterSeconds?: number;
      readonly message?: string;
    }
  /** Answers 200 and says that it rejected some items; these do not count as received. */
  | { readonly type: 'partial_success'; readonly rejected: number; readonly message?: string }
  /** Sends the head and a part of the body, then destroys the socket. */
  | { readonly type: 'reset' }
  /** Answers correctly after this many milliseconds. */
  | { readonly type: 'slow'; readonly ms: number }
  /** Answers correctly, one byte of the body at a time, spread over this many milliseconds. */
  | { readonly type: 'drip'; readonly ms: number }
  /** Answers 200 with a body that is not the promised message. */
  | { readonly type: 'malformed' };

/** A fault, or a short form of one: `503` stands for `{ type: 'status', status: 503 }`; `'ok'` for none. */
export type OtlpFaultInput = OtlpFault | 'ok' | 'hang' | 'reset' | 'malformed' | number;

export interface OtlpFaultScope {
  /** Only requests of this signal. @defaultValue all */
  readonly signal?: SignalType;
}

const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
const isMs = (value: unknown): boolean => typeof value === 'number' && value >= 0;
const isStatus = (value: unknown): boolean =>
  isCount(value) && Number(value) >= 400 && Number(value) <= 599;

const FAULTS: Readonly<Record<OtlpFault['type'], (fault: Record<string, unknown>) => boolean>> = {
  hang: () => true,
  reset: () => true,
  malformed: () => true,
  status: (fault) => isStatus(fault['status']),
  partial_success: (fault) => isCount(fault['rejected']),
  slow: (fault) => isMs(fault['ms']),
  drip: (fault) => isMs(fault['ms']),
};

/** Resolves the short forms. Throws `TelemetryError('options.invalid')` for anything that is not a fault. */
export function parseFault(input: OtlpFaultInput): OtlpFault | undefined {
  if (input === 'ok') return undefined;
  const fault =
    typeof input === 'number'
      ? { type: 'status', status: input }
      : typeof input === 'string'
        ? { type: input }
        : input;
  if (Object.hasOwn(FAULTS, fault.type) && FAULTS[fault.type as OtlpFault['type']]({ ...fault })) {
    return fault as OtlpFault;
  }
  throw new TelemetryError(
    'options.invalid',
    `telemetry/testing: ${JSON.stringify(input)} is not a fault. Use 'ok', 'hang', 'reset', 'malformed', a status from ` +
      '400 to 599, { type: "status", status, retryAfterSeconds }, { type: "partial_success", rejected }, ' +
      '{ type: "slow", ms } or { type: "drip", ms }. \'refuse\' works with fault() only: a refused connection is no request.',
  );
}

/** Which fault the next request meets: scripted ones first, in order, each once; then the permanent one. */
export class FaultPlan {
  readonly #scripts: { signal: SignalType | undefined; faults: (OtlpFault | undefined)[] }[] = [];
  readonly #permanent = new Map<SignalType | undefined, OtlpFault>();

  script(faults: readonly OtlpFaultInput[], signal?: SignalType): void {
    this.#scripts.push({ signal, faults: faults.map(parseFault) });
  }

  setPermanent(fault: OtlpFault | undefined, signal?: SignalType): void {
    if (!fault && !signal) this.#permanent.clear();
    else if (!fault) this.#permanent.delete(signal);
    else this.#permanent.set(signal, fault);
  }

  next(signal: SignalType): OtlpFault | undefined {
    const script = this.#scripts.find(
      (each) => each.faults.length > 0 && (!each.signal || each.signal === signal),
    );
    if (script) return script.faults.shift();
    return this.#permanent.get(signal) ?? this.#permanent.get(undefined);
  }
}
