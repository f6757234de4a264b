import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createPlan } from '../../../../packages/monitoring/src/create-plan.ts';
import { defineMonitoring } from '../../../../packages/monitoring/src/define/define-monitoring.ts';
import type { Rotation } from '../../../../packages/monitoring/src/define/on-call.ts';
import { accelerateFiles } from '../../../../packages/monitoring/src/drill/accelerate-files.ts';
import { platformDefinition } from '../../../../packages/monitoring/src/fixtures/platform.ts';
import { alertmanagerOutput } from '../../../../packages/monitoring/src/outputs/alertmanager/alertmanager-output.ts';
import type { Plan } from '../../../../packages/monitoring/src/plan.ts';

/** Sixty times faster: a group waits half a second, and is looked at again after five. */
const FACTOR = 60;

export interface NotifiedPlatform {
  readonly plan: Plan;
  readonly rotation: Rotation;
  readonly configFile: string;
}

/**
 * The platform of the fixtures with receivers of every kind at two sinks, a rotation that hands over every twelve hours, and a mute
 * window around the present for one service; written as generated, only faster.
 */
export function writeNotifiedPlatform(webhooks: string, smtp: string): NotifiedPlatform {
  const directory = mkdtempSync(join(tmpdir(), 'notified-'));
  const secret = (name: string): { file: string } => {
    const file = join(directory, `${name}-url`);
    writeFileSync(file, `${webhooks}/${name}`);
    return { file };
  };
  const person = (id: string): Rotation['people'][number] => ({
    id,
    name: id,
    email: `${id}@fluxora.example`,
    receivers: [`${id}-phone`],
  });
  const rotation: Rotation = {
    timeZone: 'Australia/Lord_Howe',
    start: '2026-01-05',
    people: [person('ana'), person('bo')],
    shifts: [
      { people: ['ana', 'bo'], from: '06:00', to: '18:00', turn: { days: 1 } },
      { people: ['bo', 'ana'], from: '18:00', to: '06:00', turn: { days: 1 } },
    ],
  };
  const { plan } = createPlan(
    defineMonitoring({
      ...platformDefinition,
      today: new Date().toISOString().slice(0, 10),
      teams: [
        {
          name: 'platform',
          page: ['pager', 'pager-mail', 'pagerduty'],
          ticket: ['slack', 'msteams'],
          escalation: [
            { after: '30m', receivers: ['lead'] },
            { after: '2h', receivers: ['management-mail'] },
          ],
          rotation: 'platform',
        },
        { name: 'forecasting', page: ['pager'], ticket: ['forecasting-mail'] },
      ],
      receivers: {
        pager: { kind: 'webhook', url: `${webhooks}/pager` },
        pagerduty: { kind: 'pagerduty', routingKey: secret('pagerduty') },
        'pager-mail': { kind: 'email', to: ['pager@fluxora.example'] },
        slack: { kind: 'slack', channel: '#platform', webhook: secret('slack') },
        msteams: { kind: 'msteams', webhook: secret('msteams') },
        lead: { kind: 'webhook', url: secret('lead') },
        'management-mail': { kind: 'email', to: ['management@fluxora.example'] },
        'forecasting-mail': { kind: 'email', to: ['forecasting@fluxora.example'] },
        'ana-phone': { kind: 'webhook', url: `${webhooks}/ana` },
        'bo-phone': { kind: 'webhook', url: `${webhooks}/bo` },
        watchdog: { kind: 'webhook', url: `${webhooks}/watchdog` },
      },
      oncall: { platform: rotation },
      muteWindows: [
        {
          name: 'worker-maintenance',
          ...aroundNow(),
          matchers: { service_name: 'forecast-worker' },
        },
      ],
      targets: {
        ...platformDefinition.targets,
        alertmanagerUrl: 'http://alertmanager.fluxora.example',
        deadMansSwitch: 'watchdog',
        smtp: { host: smtp, from: 'alerts@fluxora.example', requireTls: false },
      },
    }),
  );
  for (const { path, content } of accelerateFiles(alertmanagerOutput.files(plan), FACTOR)) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    // PagerDuty has one address for all: here it is the sink's.
    writeFileSync(
      file,
      content.replace('global:\n', `global:\n  pagerduty_url: ${webhooks}/pagerduty\n`),
    );
  }
  return { plan, rotation, configFile: join(directory, 'alertmanager/alertmanager.yaml') };
}

/** From an hour ago until in an hour, which may be over midnight. */
function aroundNow(): { timeZone: string; from: string; to: string } {
  const time = (hours: number): string =>
    new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
  return { timeZone: 'UTC', from: time(-1), to: time(1) };
}
