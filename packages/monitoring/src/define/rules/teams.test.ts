import { expect, test } from 'vitest';
import { platformDefinition } from '../../fixtures/platform.ts';
import type { MonitoringDefinition } from '../monitoring.ts';
import { muteWindowsRule } from './mute-windows.ts';
import { receiversRule } from './receivers.ts';
import { teamsRule } from './teams.ts';

function problems(change: Partial<MonitoringDefinition>): string[] {
  const definition = { ...platformDefinition, ...change };
  return [teamsRule, receiversRule, muteWindowsRule]
    .flatMap((rule) => rule(definition))
    .map(({ place, message }) => `${place}: ${message}`);
}

test('accepts the platform', () => {
  expect(problems({})).toEqual([]);
});

test('teams must reach somebody, by names that exist and in steps that go up', () => {
  const found = problems({
    teams: [
      {
        name: 'platform',
        page: [],
        ticket: ['platform-chat', 'platform-chat', 'nowhere'],
        escalation: [
          { after: 'soon', receivers: ['lead-sms'] },
          { after: '2h', receivers: [] },
          { after: '2h', receivers: ['lead-sms'] },
        ],
        rotation: 'nights',
        ticketHours: { timeZone: 'Europe/Madrid', from: '18:00', to: '08:00' },
      },
      { name: 'platform', page: ['lead-sms'], ticket: ['lead-sms'] },
    ],
  });
  for (const part of [
    'teams/platform: two teams have the name "platform". Make it unique.',
    'teams/platform/page: reaches nobody. Name at least one receiver.',
    'teams/platform/ticket: receiver "nowhere" is not declared.',
    'teams/platform/ticket: names receiver "platform-chat" twice.',
    'teams/platform/escalation/0: after "soon" is no duration. Write it as in "30m".',
    'teams/platform/escalation/1: reaches nobody.',
    'teams/platform/escalation/2: after "2h" is not later than the step before it.',
    'teams/platform: rotation "nights" is not declared.',
    'teams/platform/ticketHours: from "18:00" is after to "08:00".',
    'oncall/platform: is the rotation of no team.',
    'receivers/platform-pager: is used by no team, no person and no switch. Use it, or remove it.',
  ]) {
    expect(found).toContainEqual(expect.stringContaining(part));
  }
});

test('receivers must be reachable as they are written, with secrets in files', () => {
  const { smtp: _, ...targets } = platformDefinition.targets ?? {};
  const found = problems({
    targets: { ...targets, deadMansSwitch: 'switch' },
    receivers: {
      ...platformDefinition.receivers,
      'platform-pager': { kind: 'pagerduty', routingKey: { file: 'secret' } },
      'platform-sms': { kind: 'sms', phoneNumber: '600000000', region: 'Madrid' },
      'platform-chat': { kind: 'slack', channel: 'platform', webhook: { file: '/run/slack' } },
      'platform-mail': { kind: 'email', to: ['platform'] },
      'forecasting-pager': { kind: 'webhook', url: 'https://me:secret@pager.fluxora.example' },
      'forecasting-chat': { kind: 'webhook', url: 'pager' },
    },
  });
  for (const part of [
    'targets/deadMansSwitch: receiver "switch" is not declared.',
    'receivers/platform-pager: "secret" is no absolute path of a file.',
    'receivers/platform-sms: "600000000" is not in E.164.',
    'receivers/platform-sms: "Madrid" is no region of AWS.',
    'receivers/platform-chat: channel "platform" is none. Write it as in "#platform".',
    'receivers/platform-mail: is for mails, but there is no server to hand them over to. Set targets.smtp.',
    'receivers/platform-mail: "platform" is no address.',
    'receivers/forecasting-pager: has a user or password in its URL. Put the URL into a file',
    'receivers/forecasting-chat: "pager" is no web address.',
    'receivers/dead-mans-switch: is used by no team',
  ]) {
    expect(found).toContainEqual(expect.stringContaining(part));
  }
});

test('mute windows must be times that exist, about alerts that exist', () => {
  const window = { name: 'night', timeZone: 'Europe/Madrid', from: '01:00', to: '02:00' };
  const found = problems({
    muteWindows: [
      { ...window, timeZone: 'CEST2', from: '25:00', days: [] },
      {
        ...window,
        to: '01:00',
        matchers: { 'service.name': 'x', service_name: '', team: 'nobody' },
      },
      { ...window, name: 'pages', matchers: { severity: 'page' } },
    ],
  });
  for (const part of [
    'muteWindows/night: two windows have the name "night".',
    'muteWindows/night: time zone "CEST2" is unknown.',
    'muteWindows/night: from "25:00" is no time of day.',
    'muteWindows/night: is on no day.',
    'muteWindows/night: from and to are both "01:00": no time at all, or a whole day.',
    'muteWindows/night: "service.name" is no label as it is stored.',
    'muteWindows/night: label "service_name" must be empty',
    'muteWindows/night: team "nobody" is not declared.',
    'muteWindows/pages: severity "page" would never be muted. Use "ticket", or "page" with pages: true.',
  ]) {
    expect(found).toContainEqual(expect.stringContaining(part));
  }
});
