import { describe, expect, it } from 'vitest';
import { Environment } from './environment.ts';
import { readAutoInstrumentations, readPropagationHosts } from './listed-names.ts';

describe('FLUXORA_PROPAGATION_HOSTS', () => {
  const read = (value: string) => {
    const env = new Environment({ FLUXORA_PROPAGATION_HOSTS: value });
    return { hosts: readPropagationHosts(env), problems: env.problems };
  };

  it('holds for the patterns that can be used; others are reported', () => {
    expect(read('*.internal, https://partner.example/api,localhost:*')).toEqual({
      hosts: ['*.internal', 'localhost:*'],
      problems: [
        'telemetry/environment: FLUXORA_PROPAGATION_HOSTS names "https://partner.example/api", which is ignored. ' +
          'Use host names without scheme or path, for example *.fluxora.internal or localhost:4318.',
      ],
    });
  });

  it('stays a restriction when no pattern can be used', () => {
    expect(read('https://partner.example').hosts).toEqual([]);
  });
});

describe('FLUXORA_AUTO_INSTRUMENTATIONS', () => {
  const read = (value: string, mode: 'otlp' | 'off' = 'otlp') => {
    const env = new Environment({ FLUXORA_AUTO_INSTRUMENTATIONS: value });
    return { option: readAutoInstrumentations(env, mode), problems: env.problems };
  };

  it('takes true, false, and names that exist', () => {
    expect(read('true')).toEqual({ option: true, problems: [] });
    expect(read('none')).toEqual({ option: false, problems: [] });
    expect(read('pg,undici')).toEqual({ option: ['pg', 'undici'], problems: [] });
  });

  it('leaves out a name that does not exist, and reports it', () => {
    const { option, problems } = read('pg,postgres');

    expect(option).toEqual(['pg']);
    expect(problems).toEqual([
      expect.stringMatching(/FLUXORA_AUTO_INSTRUMENTATIONS names "postgres".*, pg, /),
    ]);
  });

  it('is ignored, so that code decides, when no name exists', () => {
    const { option, problems } = read('postgres');

    expect(option).toBeUndefined();
    expect(problems).toEqual([
      expect.stringMatching(/FLUXORA_AUTO_INSTRUMENTATIONS is "postgres" and is ignored. Use true/),
    ]);
  });

  it('is not looked into when telemetry is off', () => {
    expect(read('postgres', 'off')).toEqual({ option: ['postgres'], problems: [] });
  });
});
