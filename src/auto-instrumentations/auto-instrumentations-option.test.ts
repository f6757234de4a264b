import { expect, test } from 'vitest';
import { normalizeOption, parseAutoInstrumentations } from './auto-instrumentations-option.ts';

test.each([
  ['true', true],
  [' TRUE ', true],
  ['all', true],
  ['false', false],
  ['none', false],
  ['pg', ['pg']],
  ['pg, undici,', ['pg', 'undici']],
  ['', undefined],
  ['  ', undefined],
  [undefined, undefined],
])('reads FLUXORA_AUTO_INSTRUMENTATIONS=%j as %j', (value, expected) => {
  expect(parseAutoInstrumentations(value)).toEqual(expected);
});

test('takes short names for long ones', () => {
  const { settings } = normalizeOption({ pg: { enhancedDatabaseReporting: true } });

  expect([...settings]).toEqual([
    ['@opentelemetry/instrumentation-pg', { enhancedDatabaseReporting: true }],
  ]);
});

test('refuses settings that are not objects, all at once', () => {
  const wrong = { pg: true, undici: 'yes' } as never;

  expect(() => normalizeOption(wrong)).toThrow(
    expect.objectContaining({
      code: 'options.invalid',
      problems: [
        'telemetry/options: autoInstrumentations["pg"] is true. Use an object, for example { enabled: true }.',
        'telemetry/options: autoInstrumentations["undici"] is "yes". Use an object, for example { enabled: true }.',
      ],
    }),
  );
});
