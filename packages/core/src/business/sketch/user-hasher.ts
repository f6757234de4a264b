import { SipHash } from './sip-hash.ts';

/** Longer ones are refused: hashing a megabyte takes 15 ms, and cutting it would make one user of several. Characters. */
export const MAX_USER_ID_LENGTH = 1_024;

/** UTF-8 takes at most three bytes for each UTF-16 code unit. */
const MAX_BYTES = 3 * MAX_USER_ID_LENGTH;

/** Separates these hashes from whatever else the secret is used for. */
const PURPOSE = 'fluxora.usage.distinct_users';

/** Hashes the ids of users under a secret key. Allocates nothing per user. */
export class UserHasher {
  readonly #hash: SipHash;
  readonly #encoder = new TextEncoder();
  readonly #bytes = new Uint8Array(MAX_BYTES);
  readonly #view = new DataView(this.#bytes.buffer);

  constructor(secret: string) {
    const { createHmac } = process.getBuiltinModule('node:crypto');
    this.#hash = new SipHash(createHmac('sha256', secret).update(PURPOSE).digest());
  }

  /** Upper and lower 32 bits of the last hash. */
  get high(): number {
    return this.#hash.high;
  }
  get low(): number {
    return this.#hash.low;
  }

  /** @param userId - At most {@link MAX_USER_ID_LENGTH} characters. */
  hash(userId: string): void {
    const { written } = this.#encoder.encodeInto(userId, this.#bytes);
    this.#hash.hash(this.#view, written);
    // The id itself does not stay in memory, only its hash until the next one.
    this.#bytes.fill(0, 0, written);
  }
}
