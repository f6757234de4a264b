import type { Attributes } from '@opentelemetry/api';
import type { BoundValue, Instruments, SignalAttributes } from '@fluxora/telemetry-core';
import type { httpServerCatalog } from '../catalog.ts';
import { HTTP_METHODS } from '../catalog.ts';
import type { KnownMethod } from '../http-method.ts';
import type { UnroutedSource } from '../routing/unrouted-template.ts';
import type { Scheme } from './connection.ts';

type ServerInstruments = Instruments<typeof httpServerCatalog>;
type AnsweredAttributes = SignalAttributes<typeof httpServerCatalog, 'requestDuration'>;

/** What the attributes of a request's metrics are made of. */
export interface SeriesKey {
  readonly method: KnownMethod;
  readonly scheme: Scheme;
  /** Of HTTP, as Node parsed it. */
  readonly major: number;
  readonly minor: number;
  readonly status: number | undefined;
  readonly errorType: string | undefined;
}

/** Everything that requests with the same method, route and outcome share, made once. */
export class Series {
  /** For the span, when it ends. */
  readonly spanAttributes: Attributes;
  readonly #attributes: AnsweredAttributes;
  readonly #instruments: ServerInstruments;
  #duration: BoundValue | undefined;
  #requestSize: BoundValue | undefined;
  #responseSize: BoundValue | undefined;

  constructor(instruments: ServerInstruments, route: RouteSeries, key: SeriesKey) {
    const version = versionOf(key);
    this.#instruments = instruments;
    this.#attributes = {
      'http.request.method': key.method.name,
      'url.scheme': key.scheme,
      ...(route.template !== undefined && { 'http.route': route.template }),
      ...(key.status !== undefined && { 'http.response.status_code': key.status }),
      ...(key.errorType !== undefined && { 'error.type': key.errorType }),
      'network.protocol.version': version,
    };
    this.spanAttributes = Object.freeze({
      ...(route.template !== undefined && { 'http.route': route.template }),
      ...(route.source !== undefined && { 'fluxora.http.route.source': route.source }),
      ...(key.status !== undefined && { 'http.response.status_code': key.status }),
      ...(key.errorType !== undefined && { 'error.type': key.errorType }),
      'network.protocol.version': version,
    });
  }

  recordDuration(seconds: number): void {
    this.#duration ??= this.#instruments.requestDuration.bind(this.#attributes);
    this.#duration.record(seconds);
  }

  recordRequestSize(bytes: number): void {
    this.#requestSize ??= this.#instruments.requestBodySize.bind(this.#attributes);
    this.#requestSize.record(bytes);
  }

  recordResponseSize(bytes: number): void {
    this.#responseSize ??= this.#instruments.responseBodySize.bind(this.#attributes);
    this.#responseSize.record(bytes);
  }
}

/** The series of one route, and the names of its spans. */
export class RouteSeries {
  readonly template: string | undefined;
  readonly source: UnroutedSource | undefined;
  readonly #byKey = new Map<number | string, Series>();
  readonly #spanNames: (string | undefined)[] = HTTP_METHODS.map(() => undefined);

  constructor(template: string | undefined, source: UnroutedSource | undefined) {
    this.template = template;
    this.source = source;
  }

  spanName(method: KnownMethod): string {
    if (this.template === undefined) return method.spanName;
    return (this.#spanNames[method.index] ??= `${method.spanName} ${this.template}`);
  }

  get(key: SeriesKey, cache: SeriesCache): Series {
    const packed = pack(key);
    const id = key.errorType === undefined ? packed : `${packed} ${key.errorType}`;
    let series = this.#byKey.get(id);
    if (series === undefined) {
      series = new Series(cache.instruments, this, key);
      if (cache.takeRoom()) this.#byKey.set(id, series);
    }
    return series;
  }
}

/** As many as one metric may have; beyond it the series are made anew each time, and the instruments' own guard counts. */
const MAX_SERIES = 2_000;
const MAX_ROUTES = 1_000;

/** All series of one set of instruments. Bounded, whatever the templates are. */
export class SeriesCache {
  readonly instruments: ServerInstruments;
  readonly #routes = new Map<string, RouteSeries>();
  readonly #unrouted = new Map<string, RouteSeries>();
  readonly #none = new RouteSeries(undefined, undefined);
  #room = MAX_SERIES;

  constructor(instruments: ServerInstruments) {
    this.instruments = instruments;
  }

  route(template: string | undefined, source?: UnroutedSource): RouteSeries {
    if (template === undefined) return this.#none;
    if (source !== undefined) {
      return remember(this.#unrouted, `${source} ${template}`, template, source);
    }
    return this.#routes.get(template) ?? remember(this.#routes, template, template, undefined);
  }

  takeRoom(): boolean {
    return this.#room-- > 0;
  }
}

function remember(
  routes: Map<string, RouteSeries>,
  key: string,
  template: string,
  source: UnroutedSource | undefined,
): RouteSeries {
  const known = routes.get(key);
  if (known !== undefined) return known;
  const series = new RouteSeries(template, source);
  if (routes.size < MAX_ROUTES) routes.set(key, series);
  return series;
}

/** One small number for everything but the error's type: 4 bits of method, 1 of scheme, 3 of version, 10 of status. */
function pack({ method, scheme, major, minor, status }: SeriesKey): number {
  const version = (major << 1) | (minor & 1);
  return method.index | (scheme === 'https' ? 16 : 0) | ((version & 7) << 5) | ((status ?? 0) << 8);
}

function versionOf({ major, minor }: SeriesKey): '1.0' | '1.1' | '2' | '3' {
  if (major === 1) return minor === 0 ? '1.0' : '1.1';
  return major === 3 ? '3' : '2';
}
