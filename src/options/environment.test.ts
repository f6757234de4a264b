import { describe, expect, it } from 'vitest';
import { Environment } from './environment.ts';

describe('Environment', () => {
  it('takes an empty or blank variable for unset, as OpenTelemetry does', () => {
    const env = new Environment({ A: '', B: '  ' });

    expect([env.text('A'), env.flag('A'), env.number('B', { min: 0 }), env.list('B')]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(env.problems).toEqual([]);
  });

  it('reads only "true", in any case, as true', () => {
    const env = new Environment({ A: 'TRUE', B: 'false', C: '1' });

    expect([env.flag('A'), env.flag('B'), env.flag('C')]).toEqual([true, false, false]);
    expect(env.problems).toEqual([
      'telemetry/environment: C is "1" and is ignored. Use true or false.',
    ]);
  });

  it('takes the first variable that can be used and reports the ones that cannot', () => {
    const env = new Environment({ OWN: 'soon', GENERAL: '250' });

    expect(env.number(['OWN', 'GENERAL'], { min: 1 })).toBe(250);
    expect(env.problems).toEqual([
      'telemetry/environment: OWN is "soon" and is ignored. Use a number of 1 or more.',
    ]);
  });

  it('rejects a number out of range', () => {
    const env = new Environment({ RATIO: '1.5' });

    expect(env.number('RATIO', { min: 0, max: 1 })).toBeUndefined();
    expect(env.problems).toEqual([
      'telemetry/environment: RATIO is "1.5" and is ignored. Use a number from 0 to 1.',
    ]);
  });

  it('accepts words of a closed set in any case', () => {
    const env = new Environment({ A: 'GZIP', B: 'brotli' });

    expect(env.oneOf(['A'], ['gzip', 'none'])).toBe('gzip');
    expect(env.oneOf('B', ['gzip', 'none'])).toBeUndefined();
    expect(env.problems).toEqual([
      'telemetry/environment: B is "brotli" and is ignored. Use one of: gzip, none.',
    ]);
  });

  it('decodes pairs and leaves out those that cannot be read, without repeating their value', () => {
    const env = new Environment({ H: 'a=1, b = x%20y ,=secret,c=%E0%A4%A,d=p=q' });

    expect(env.pairs('H')).toEqual({ a: '1', b: 'x y', d: 'p=q' });
    expect(env.problems).toHaveLength(2);
    expect(env.problems.join()).not.toMatch(/secret|E0/);
  });
});
