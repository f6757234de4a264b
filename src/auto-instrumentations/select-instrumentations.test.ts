import { describe, expect, test } from 'vitest';
import { findAutoInstrumentations } from './auto-instrumentations-package.ts';
import { DEFAULT_SETTINGS, EXCLUDED_BY_DEFAULT } from './default-settings.ts';
import {
  toPackageName,
  toShortName,
  type AutoInstrumentations,
} from './auto-instrumentations-option.ts';
import { selectInstrumentations } from './select-instrumentations.ts';

const available = ['http', 'undici', 'express', 'fs', 'pg', 'pino', 'runtime-node'].map(
  toPackageName,
);

function select(option: AutoInstrumentations, env: NodeJS.ProcessEnv = {}) {
  const { selected, notices } = selectInstrumentations(available, option, env);
  return {
    names: [...selected.keys()].map(toShortName),
    settings: (name: string) => selected.get(toPackageName(name)),
    notices,
  };
}

describe('by default', () => {
  test('leaves out what we measure ourselves and what is noisy', () => {
    expect(select(true).names).toEqual(['http', 'undici', 'pg', 'pino']);
  });

  test('keeps outgoing HTTP and drops incoming, which we measure', () => {
    expect(select(true).settings('http')).toEqual({
      enabled: true,
      disableIncomingRequestInstrumentation: true,
    });
  });

  test('lets pino correlate, not send: our bridge sends', () => {
    expect(select(true).settings('pino')).toEqual({ enabled: true, disableLogSending: true });
  });

  test('says nothing', () => {
    expect(select(true).notices).toEqual([]);
  });

  test('knows only instrumentations that exist', () => {
    const { available: real } = findAutoInstrumentations();

    expect(real).toEqual(
      expect.arrayContaining([
        ...Object.keys(EXCLUDED_BY_DEFAULT),
        ...Object.keys(DEFAULT_SETTINGS),
      ]),
    );
  });
});

describe('asked for by name', () => {
  test('a list means only these', () => {
    expect(select(['pg', '@opentelemetry/instrumentation-undici']).names).toEqual(['undici', 'pg']);
  });

  test('settings keep the other defaults', () => {
    expect(select({ pg: { requireParentSpan: true } }).names).toEqual([
      'http',
      'undici',
      'pg',
      'pino',
    ]);
    expect(select({ pg: { requireParentSpan: true } }).settings('pg')).toEqual({
      enabled: true,
      requireParentSpan: true,
    });
  });

  test('includes what is excluded by default, without a notice when nothing is doubled', () => {
    const { names, notices } = select({ fs: { enabled: true } });

    expect(names).toContain('fs');
    expect(notices).toEqual([]);
  });

  test('warns that Express is measured twice', () => {
    const { names, notices } = select({ express: { enabled: true } });

    expect(names).toContain('express');
    expect(notices).toEqual([
      'telemetry/auto-instrumentations: "express" is on, but @fluxora/telemetry-express already measures Express. ' +
        'Remove it from the option, or expect its signals beside ours.',
    ]);
  });

  test("lets the user's settings win over ours and says what they double", () => {
    const { settings, notices } = select({
      http: { disableIncomingRequestInstrumentation: false },
    });

    expect(settings('http')).toMatchObject({ disableIncomingRequestInstrumentation: false });
    expect(notices[0]).toMatch(
      /second server span.*Leave disableIncomingRequestInstrumentation out/,
    );
  });

  test('says that our bridge steps back where OpenTelemetry sends the lines of pino', () => {
    expect(select({ pino: { disableLogSending: false } }).notices).toEqual([
      `telemetry/auto-instrumentations: "pino" has disableLogSending: false, so OpenTelemetry's instrumentation sends the ` +
        'lines, under its own scope, and pinoStream() steps back. Leave disableLogSending out to keep our true.',
    ]);
  });

  test('refuses unknown names and lists the known ones', () => {
    expect(() => select(['pgg', 'fss'])).toThrow(
      expect.objectContaining({
        code: 'options.invalid',
        problems: [
          expect.stringMatching(/"@opentelemetry\/instrumentation-pgg".*pg, pino/),
          expect.stringMatching(/fss/),
        ],
      }),
    );
  });
});

describe('by environment', () => {
  test('OTEL_NODE_ENABLED_INSTRUMENTATIONS means only these', () => {
    expect(select(true, { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'pg, fs' }).names).toEqual([
      'fs',
      'pg',
    ]);
  });

  test('OTEL_NODE_DISABLED_INSTRUMENTATIONS takes away', () => {
    expect(select(true, { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg' }).names).toEqual([
      'http',
      'undici',
      'pino',
    ]);
  });

  test('what is both enabled and disabled is disabled', () => {
    const env = {
      OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'pg,undici',
      OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg',
    };

    expect(select(true, env).names).toEqual(['undici']);
  });

  test('an explicit enabled in code wins, as upstream has it', () => {
    const env = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg' };

    expect(select({ pg: { enabled: true } }, env).names).toContain('pg');
  });

  test('an unknown name is said and ignored', () => {
    const { names, notices } = select(true, { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'pg,postgres' });

    expect(names).toEqual(['pg']);
    expect(notices).toEqual([
      'telemetry/auto-instrumentations: OTEL_NODE_ENABLED_INSTRUMENTATIONS names "postgres", which does not exist. ' +
        'Correct it; it is ignored.',
    ]);
  });
});
