import { instruments } from './catalog.js';

const hit = instruments.cacheLookups.bind({ 'forecast_api.cache.outcome': 'hit' });
const miss = instruments.cacheLookups.bind({ 'forecast_api.cache.outcome': 'miss' });

/**
 * Keeps what was computed for a while. Bounded: the oldest entry makes room.
 *
 * @template Value
 */
export class ForecastCache {
  /** @type {Map<string, { value: Value, expires: number }>} */
  #entries = new Map();

  /**
   * @param {object} [options]
   * @param {number} [options.ttlMs] how long an entry is good
   * @param {number} [options.maxEntries]
   */
  constructor({ ttlMs = 60_000, maxEntries = 500 } = {}) {
    this.ttlMs = ttlMs;
    this.maxEntries = maxEntries;
    instruments.cacheEntries.observe((observe) => observe(this.#entries.size));
  }

  /** @param {string} key */
  get(key) {
    const entry = this.#entries.get(key);
    if (entry && entry.expires > Date.now()) {
      hit.add(1);
      return entry.value;
    }
    this.#entries.delete(key);
    miss.add(1);
    return undefined;
  }

  /**
   * @param {string} key
   * @param {Value} value
   */
  set(key, value) {
    this.#entries.set(key, { value, expires: Date.now() + this.ttlMs });
    if (this.#entries.size > this.maxEntries) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
  }
}
