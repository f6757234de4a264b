import { expect, test } from 'vitest';
import { platform } from '../fixtures/platform.ts';
import type { Monitoring } from '../define/monitoring.ts';
import { runOnCall } from './oncall-command.ts';

/** A Tuesday at ten in Madrid. */
const NOW = Date.parse('2026-11-24T10:00:00+01:00');

function run(
  args: readonly string[],
  monitoring: Monitoring = platform,
): { code: number; out: string; err: string } {
  let [out, err] = ['', ''];
  const code = runOnCall(
    args,
    monitoring,
    {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
    },
    NOW,
  );
  return { code, out, err };
}

test('says who is on call now, how to reach them, and the next handovers', () => {
  // 46 weeks after the start: of three people, the second has the days, and the third the nights.
  expect(run(['--next', '2'])).toEqual({
    code: 0,
    err: '',
    out: [
      'platform: Bo Lindqvist (+34600000012, bo@fluxora.example) until Tue 2026-11-24 20:00',
      '  Tue 2026-11-24 20:00  Chen Wei',
      '  Wed 2026-11-25 08:00  Bo Lindqvist',
      '',
    ].join('\n'),
  });
});

test('takes another instant, by the clock of the rotation, and says for whom somebody stands in', () => {
  const { out } = run(['platform', '--at', '2026-12-24T21:00', '--next', '0', '--json']);
  expect(JSON.parse(out)).toMatchObject({
    schemaVersion: 1,
    rotations: [
      {
        rotation: 'platform',
        at: '2026-12-24T21:00:00+01:00',
        onCall: { id: 'chen', phone: '+34600000013' },
        standsInFor: 'Ana García',
        // Chen's own day follows the night for Ana: there is no handover in between.
        until: '2026-12-25T20:00:00+01:00',
        next: [],
      },
    ],
  });
});

test('nobody is on call before the rotation begins, which a script can tell by the exit code', () => {
  const { code, out } = run(['--at', '2026-01-05T07:59:00+01:00', '--next', '1']);
  expect(code).toBe(1);
  expect(out).toBe('platform: nobody\n  Mon 2026-01-05 08:00  Ana García\n');
});

test('a person alone is on call without an end', () => {
  const [ana] = platform.oncall.platform?.people ?? [];
  const alone = { timeZone: 'UTC', start: '2026-01-05', people: ana ? [ana] : [] };
  const monitoring = {
    ...platform,
    oncall: { alone: { ...alone, shifts: [{ people: ['ana'] }] } },
  };
  expect(run([], monitoring).out).toBe('alone: Ana García (+34600000011, ana@fluxora.example)\n');
});

test('what cannot be understood is said with the value and the mend', () => {
  expect(run(['night'])).toMatchObject({
    code: 2,
    err: 'telemetry/monitoring/oncall: there is no rotation "night". Name one of: platform.\n',
  });
  expect(run(['--at', 'tomorrow']).err).toContain('--at is "tomorrow", no instant. Write it as');
  expect(run(['--next', '1e9']).err).toContain(
    '--next is "1e9". Use a whole number from 0 to 100.',
  );
  expect(run([], { ...platform, oncall: {} }).err).toContain('no rotation is declared.');
});
