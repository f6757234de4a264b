import { propagation } from '@opentelemetry/api';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { TelemetryError } from '../telemetry-error.ts';
import {
  createPropagationPolicy,
  propagationPolicy,
  setPropagationPolicy,
} from './propagation-policy.ts';

describe('allowsHost', () => {
  it.each([
    ['*.fluxora.internal', 'prices.fluxora.internal', true],
    ['*.fluxora.internal', 'eu.prices.fluxora.internal', true],
    ['*.fluxora.internal', 'fluxora.internal', false],
    ['*.fluxora.internal', 'fluxora.internal.evil.com', false],
    ['*.fluxora.internal', 'evilfluxora.internal', false],
    ['*.fluxora.internal', 'https://Prices.FLUXORA.Internal:8443/day-ahead?q=1', true],
    ['*.fluxora.internal', 'prices.fluxora.internal.', true],
    ['*.FLUXORA.internal.', 'prices.fluxora.internal', true],
    ['*.fluxora.internal', 'amqp://MQ.fluxora.internal:5672/vhost', true],
    ['*.fluxora.internal', 'postgres://user:secret@db.fluxora.internal/x', true],
    ['fluxora.internal', 'fluxora.internal', true],
    ['api-*.fluxora.internal', 'api-7.fluxora.internal', true],
    ['api-*.fluxora.internal', 'api-.fluxora.internal', false],
    ['a.b', 'axb', false],
    ['*', 'anything.example', true],
    ['localhost:4318', 'http://localhost:4318/v1/traces', true],
    ['localhost:4318', 'localhost:4318', true],
    ['localhost:4318', 'localhost:4319', false],
    ['localhost:4318', 'localhost', false],
    ['localhost:*', 'localhost:1', true],
    ['localhost', 'localhost:65535', true],
    ['example.com:443', 'https://example.com/', true],
    ['example.com:443', 'http://example.com/', false],
    ['example.com:80', 'ws://example.com', true],
    ['example.com:80', 'example.com:80', true],
    ['[::1]', 'http://[::1]:4318', true],
    ['::1', 'http://[0:0:0:0:0:0:0:1]/', true],
    ['[::1]:4318', '[::1]:4318', true],
    ['[::1]:4318', '[::1]:80', false],
    ['[2001:db8::1]', '2001:DB8:0:0::1', true],
    ['10.0.*', '10.0.3.7', true],
    ['127.0.0.1', 'http://0x7f.1/', true],
    ['bücher.example', 'xn--bcher-kva.example', true],
  ])('%s, asked for %s: %s', (pattern, host, expected) => {
    const policy = createPropagationPolicy({ hosts: [pattern] });
    expect(policy.allowsHost(host)).toBe(expected);
    // Remembered verdicts are the same.
    expect(policy.allowsHost(host)).toBe(expected);
  });

  it('takes a URL object', () => {
    const policy = createPropagationPolicy({ hosts: ['*.fluxora.internal:8443'] });
    expect(policy.allowsHost(new URL('https://a.fluxora.internal:8443'))).toBe(true);
  });

  it.each([
    '',
    ' ',
    'two words',
    '/path',
    '//host',
    'host/path',
    'host?x',
    'user@host',
    'mailto:a@host',
    'host:port',
    'host:99999',
    'http://',
    'http://a b/',
    '[::1',
    '[zz]',
    'unix:/var/run/x.sock',
    'unix:///var/run/x.sock',
    'file:///etc/passwd',
    'a'.repeat(5_000),
    '*',
    '%',
    '\\',
    '\u0000',
  ])('refuses %j even where every host is allowed', (garbage) => {
    expect(createPropagationPolicy().allowsHost(garbage)).toBe(false);
  });

  it('is not fooled by what browsers and parsers read differently', () => {
    const policy = createPropagationPolicy({ hosts: ['*.fluxora.internal'] });
    expect(policy.allowsHost('http://evil.com\\@a.fluxora.internal')).toBe(false);
    expect(policy.allowsHost('http://a.fluxora.internal@evil.com')).toBe(false);
    expect(policy.allowsHost('http://evil.com#a.fluxora.internal')).toBe(false);
    expect(policy.allowsHost('amqp://evil.com#a.fluxora.internal')).toBe(false);
    expect(policy.allowsHost('amqp://evil.com\\a.fluxora.internal')).toBe(false);
  });

  it('never throws, whatever it is asked', () => {
    const policy = createPropagationPolicy({ hosts: ['*.fluxora.internal', '[::1]:1'] });
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.anything()), (host) => {
        expect(typeof policy.allowsHost(host as string)).toBe('boolean');
      }),
    );
  });
});

describe('filterBaggage', () => {
  const baggage = propagation.createBaggage({
    'fluxora.tenant': { value: 'a' },
    'fluxora.site': { value: 'b' },
    'user.mail': { value: 'c' },
  });
  const keysAllowedBy = (...baggageKeys: string[]) =>
    createPropagationPolicy({ baggageKeys })
      .filterBaggage(baggage)
      .getAllEntries()
      .map(([key]) => key);

  it('lets nothing through unless it is listed', () => {
    expect(keysAllowedBy()).toEqual([]);
    expect(keysAllowedBy('fluxora.tenant')).toEqual(['fluxora.tenant']);
    expect(keysAllowedBy('fluxora.*')).toEqual(['fluxora.tenant', 'fluxora.site']);
    expect(keysAllowedBy('*')).toHaveLength(3);
  });

  it('gives the very same baggage when all of it is allowed', () => {
    expect(createPropagationPolicy({ baggageKeys: ['*'] }).filterBaggage(baggage)).toBe(baggage);
  });
});

describe('createPropagationPolicy', () => {
  it('lists every pattern that is none, with the mend', () => {
    const error = thrownBy(() =>
      createPropagationPolicy({
        hosts: ['http://a.b', 'a.b/c', '', 7 as never, 'ok.example', 'a.b:http'],
        baggageKeys: ['', null as never],
      }),
    );
    expect(error).toBeInstanceOf(TelemetryError);
    const { code, problems } = error as TelemetryError;
    expect(code).toBe('options.invalid');
    expect(problems).toHaveLength(7);
    expect(problems[0]).toBe(
      "telemetry/propagation: hosts holds \"http://a.b\". Use host names without scheme or path, for example '*.fluxora.internal' or 'localhost:4318'.",
    );
  });

  it('says what it wants instead of an array', () => {
    expect(() => createPropagationPolicy({ hosts: 'a.b' as never })).toThrow(/Use an array/);
    expect(() => createPropagationPolicy({ baggageKeys: {} as never })).toThrow(/Use an array/);
  });
});

describe('the process-wide policy', () => {
  afterEach(() => setPropagationPolicy(createPropagationPolicy()));

  it('allows every host and no baggage until it is set', () => {
    expect(propagationPolicy().allowsHost('anything.example')).toBe(true);
    const policy = createPropagationPolicy({ hosts: [] });
    setPropagationPolicy(policy);
    expect(propagationPolicy()).toBe(policy);
    expect(propagationPolicy().allowsHost('anything.example')).toBe(false);
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
