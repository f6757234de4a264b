import { expect, test } from 'vitest';
import { createPlan } from '../../create-plan.ts';
import { readHcl, type ReadBlock } from '../../fixtures/oncall/read-hcl.ts';
import { platform } from '../../fixtures/platform.ts';
import { formatHcl } from './hcl.ts';
import { onCallOutput } from './oncall-output.ts';
import { timeZoneComponent } from './time-zone-component.ts';

const { plan } = createPlan(platform);

function content(path: string, today = platform.today): string {
  const files = onCallOutput.files({ ...plan, monitoring: { ...platform, today } });
  return files.find((file) => file.path === path)?.content ?? '';
}

test('writes a calendar and a page for each rotation, and one file for Terraform', () => {
  expect(onCallOutput.files(plan).map(({ path }) => path)).toEqual([
    'oncall/platform.ics',
    'oncall/platform.md',
    'oncall/pagerduty.tf',
  ]);
  const without = { ...plan, monitoring: { ...platform, oncall: {} } };
  expect(onCallOutput.files(without)).toEqual([]);
});

test('files are the same on every day of a quarter', () => {
  for (const path of ['oncall/platform.ics', 'oncall/platform.md', 'oncall/pagerduty.tf']) {
    expect(content(path, '2026-10-01')).toBe(content(path, '2026-12-31'));
  }
});

test('the page says who has which week, how to reach them and who stands in', () => {
  const page = content('oncall/platform.md');
  expect(page).toContain('| Bo Lindqvist | bo@fluxora.example | +34600000012 |');
  expect(page).toContain('## Every day, 20:00 to 08:00');
  expect(page).toContain('| 2026-11-23 20:00 | 2026-11-30 08:00 | Chen Wei |');
  expect(page).toContain('## Stand-ins');
  expect(page).toContain('| 2026-12-24 08:00 | 2026-12-25 08:00 | Chen Wei |');
});

test('events keep their identity, so that calendars recognize them', () => {
  const ids = (text: string): string[] => text.match(/^UID:.*$/gm) ?? [];
  const before = ids(content('oncall/platform.ics', '2026-11-22'));
  expect(new Set(before).size).toBe(before.length);
  // Further exceptions come with a further year; none goes.
  expect(ids(content('oncall/platform.ics', '2027-02-01'))).toEqual(expect.arrayContaining(before));
});

test('PagerDuty calls whoever is on call, and then everybody of the rotation', () => {
  const blocks = readHcl(content('oncall/pagerduty.tf'));
  const policy = blocks.find(({ labels }) => labels[0] === 'pagerduty_escalation_policy');
  const targets = (rule: ReadBlock): unknown[] =>
    rule.blocks.map(({ attributes }) => attributes.id);
  expect(policy?.blocks.map(targets)).toEqual([
    ['pagerduty_schedule.platform.id'],
    ['PANA001', 'PBO0001', 'PCHEN01'],
  ]);
  // As long as the team's first step of escalation.
  expect(policy?.blocks[0]?.attributes.escalation_delay_in_minutes).toBe(30);
});

test('people whose id is not known are looked up by their address', () => {
  const rotation = platform.oncall.platform;
  if (rotation === undefined) throw new Error('no rotation');
  const people = rotation.people.map(({ id, name, email }) => ({ id, name, email }));
  const monitoring = { ...platform, oncall: { platform: { ...rotation, people } } };
  const file = onCallOutput.files({ ...plan, monitoring }).find(({ path }) => path.endsWith('.tf'));
  const blocks = readHcl(file?.content ?? '');
  expect(
    blocks.filter(({ type }) => type === 'data').map(({ attributes }) => attributes.email),
  ).toEqual(['ana@fluxora.example', 'bo@fluxora.example', 'chen@fluxora.example']);
  expect(file?.content).toContain('data.pagerduty_user.platform_ana.id');
});

test('text cannot become a template of Terraform, nor end its quotes', () => {
  const text = formatHcl([{ type: 'a', labels: ['b'], attributes: { x: 'say "${hi}" %{if}\n' } }]);
  expect(text).toBe('a "b" {\n  x = "say \\"$${hi}\\" %%{if}\\n"\n}\n');
});

test('a zone that follows no yearly rule is written date by date, and one without changes once', () => {
  const [from, to] = [Date.parse('2023-01-01T00:00:00Z'), Date.parse('2026-01-01T00:00:00Z')];
  const morocco = timeZoneComponent('Africa/Casablanca', from, to);
  // Around Ramadan, which moves through the year.
  expect(morocco).not.toContain('RRULE');
  expect(morocco.match(/RDATE:\d{8}T\d{6}/g)).toHaveLength(4);
  expect(timeZoneComponent('Asia/Kathmandu', from, to).split('\r\n')).toEqual([
    'BEGIN:VTIMEZONE',
    'TZID:Asia/Kathmandu',
    'BEGIN:STANDARD',
    'DTSTART:19700101T000000',
    'TZOFFSETFROM:+0545',
    'TZOFFSETTO:+0545',
    'END:STANDARD',
    'END:VTIMEZONE',
  ]);
});
