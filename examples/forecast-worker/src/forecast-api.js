import { SpanKind } from '@opentelemetry/api';
import { injectTraceContext, withSpan } from '@fluxora/telemetry';

const TIMEOUT_MS = 5_000;

/** The API did not take it, or did not answer as it should. */
export class ForecastApiError extends Error {
  /**
   * @param {string} request
   * @param {number} status
   */
  constructor(request, status) {
    super(`${request} was answered by ${status}`);
    this.name = new.target.name;
    this.status = status;
  }
}

/**
 * @typedef {object} Site
 * @property {string} id
 * @property {number} peakLoadMw
 * @property {number} solarMw
 * @property {number} windMw
 */

/**
 * The service that serves forecasts. Requests carry the trace, so that its server spans continue it.
 *
 * With `autoInstrumentations: { undici: true }` the client spans and headers below come by themselves; written out they show
 * what happens, and need nothing to be patched.
 */
export class ForecastApi {
  /** How many requests were sent: the truth that the demo compares with. */
  requests = 0;
  #base;

  /** @param {string} baseUrl */
  constructor(baseUrl) {
    this.#base = new URL(baseUrl);
  }

  /**
   * @param {AbortSignal} [signal]
   * @returns {Promise<{ id: string }[]>}
   */
  async sites(signal) {
    const response = await this.#call('GET', '/sites', {}, { signal });
    return /** @type {{ id: string }[]} */ (await response.json());
  }

  /**
   * @param {string} site
   * @param {AbortSignal} signal
   * @returns {Promise<Site>}
   */
  async site(site, signal) {
    const response = await this.#call('GET', '/sites/{site}', { site }, { signal });
    return /** @type {Site} */ (await response.json());
  }

  /**
   * @param {string} site
   * @param {string} variable
   * @param {object} forecast
   * @param {AbortSignal} signal
   */
  async publish(site, variable, forecast, signal) {
    const template = '/sites/{site}/forecasts/{variable}/published';
    await this.#call('PUT', template, { site, variable }, { signal, body: forecast });
  }

  /**
   * @param {string} method
   * @param {string} template
   * @param {Record<string, string>} values
   * @param {{ signal?: AbortSignal | undefined, body?: object }} options
   * @throws {ForecastApiError} when the status is no success
   */
  #call(method, template, values, { signal, body }) {
    const path = template.replaceAll(/\{(\w+)\}/g, (_, name) =>
      encodeURIComponent(values[name] ?? ''),
    );
    const url = new URL(path, this.#base);
    const attributes = {
      'http.request.method': method,
      'url.full': url.href,
      'url.template': template,
      'server.address': url.hostname,
      'server.port': Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
    };
    return withSpan(
      `${method} ${template}`,
      { kind: SpanKind.CLIENT, attributes },
      async (span) => {
        const headers = { 'content-type': 'application/json', 'user-agent': 'forecast-worker' };
        const timeout = AbortSignal.timeout(TIMEOUT_MS);
        this.requests += 1;
        const response = await fetch(url, {
          method,
          headers: injectTraceContext(headers, { to: url }),
          ...(body && { body: JSON.stringify(body) }),
          signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        });
        span.setAttribute('http.response.status_code', response.status);
        if (response.ok) return response;
        // Unread bodies hold their connection.
        await response.body?.cancel();
        throw new ForecastApiError(`${method} ${template}`, response.status);
      },
    );
  }
}
