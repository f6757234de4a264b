import { createInstruments } from '@fluxora/telemetry-core';
import { describe, expect, it } from 'vitest';
import { httpServerCatalog } from '../catalog.ts';
import { knownMethod } from '../http-method.ts';
import { SeriesCache, type SeriesKey } from './series.ts';

const key = (changes: Partial<SeriesKey> = {}): SeriesKey => ({
  method: knownMethod('GET'),
  scheme: 'http',
  major: 1,
  minor: 1,
  status: 200,
  errorType: undefined,
  ...changes,
});

describe('SeriesCache', () => {
  const make = () => new SeriesCache(createInstruments(httpServerCatalog));

  it('gives the same series for the same route and outcome', () => {
    const cache = make();

    expect(cache.route('/a').get(key(), cache)).toBe(cache.route('/a').get(key(), cache));
  });

  it.each<Partial<SeriesKey>>([
    { method: knownMethod('PURGE') },
    { scheme: 'https' },
    { minor: 0 },
    { major: 2, minor: 0 },
    { status: 201 },
    { status: undefined },
    { errorType: 'TypeError' },
  ])('tells %o apart', (changes) => {
    const cache = make();
    const route = cache.route('/a');

    expect(route.get(key(changes), cache)).not.toBe(route.get(key(), cache));
  });

  it('tells a route from a mount with the same template', () => {
    const cache = make();

    expect(cache.route('/a', 'mount')).not.toBe(cache.route('/a'));
  });

  it('goes on when it is full', () => {
    const cache = make();
    for (let index = 0; index < 3_000; index++) {
      cache.route(`/${index}`).get(key({ errorType: `E${index}` }), cache);
    }

    expect(cache.route('/late').get(key(), cache).spanAttributes['http.route']).toBe('/late');
  });

  it('names spans by method and route', () => {
    const cache = make();

    expect(cache.route('/a').spanName(knownMethod('GET'))).toBe('GET /a');
    expect(cache.route('/a').spanName(knownMethod('PURGE'))).toBe('HTTP /a');
    expect(cache.route(undefined).spanName(knownMethod(undefined))).toBe('HTTP');
  });
});
