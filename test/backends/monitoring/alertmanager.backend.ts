import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { whoIsOnCall } from '../../../packages/monitoring/src/oncall/turns.ts';
import type { AlertmanagerConfig } from '../../../packages/monitoring/src/outputs/alertmanager/alertmanager-config.ts';
import {
  deliveriesOf,
  type Labels,
} from '../../../packages/monitoring/src/outputs/alertmanager/evaluate-route.ts';
import { inhibitionsOf } from '../../../packages/monitoring/src/outputs/alertmanager/create-inhibition.ts';
import { startAlertmanager, type Alertmanager, type PostedAlert } from '../support/alertmanager.ts';
import { eventually } from '../support/eventually.ts';
import { canRun } from '../support/required.ts';
import { runTool } from '../support/run-tool.ts';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.ts';
import {
  startWebhookSink,
  type WebhookRequest,
  type WebhookSink,
} from '../support/webhook-sink.ts';
import { writeNotifiedPlatform, type NotifiedPlatform } from './alertmanager/notified-platform.ts';

const ANNOTATIONS = {
  summary: 'forecast-api: 12 % of requests fail & more "quoted" <text>',
  description: 'Look at the routes first.',
  dashboard_url: 'http://grafana.fluxora.example/d/fluxora-service',
  runbook_url: 'http://runbooks.fluxora.example/ErrorsHigh.md',
};

describe.runIf(canRun('ALERTMANAGER', 'AMTOOL'))(
  'Alertmanager with the generated configuration',
  () => {
    let webhooks: WebhookSink;
    let smtp: SmtpSink;
    let platform: NotifiedPlatform;
    let alertmanager: Alertmanager;

    beforeAll(async () => {
      webhooks = await startWebhookSink();
      smtp = await startSmtpSink();
      platform = writeNotifiedPlatform(webhooks.url, smtp.address);
      alertmanager = await startAlertmanager({ configFile: platform.configFile });
    });

    afterAll(async () => {
      await alertmanager?.[Symbol.asyncDispose]();
      await smtp?.[Symbol.asyncDispose]();
      await webhooks?.[Symbol.asyncDispose]();
      if (platform) rmSync(dirname(dirname(platform.configFile)), { recursive: true });
    });

    const alert = (labels: Readonly<Record<string, string>>): PostedAlert => ({
      labels: { deployment_environment_name: 'production', area: 'http', ...labels },
      annotations: ANNOTATIONS,
    });
    const page = (name: string, service: string, team = 'platform'): PostedAlert =>
      alert({ alertname: name, severity: 'page', team, service_name: service });
    const ticket = (name: string, service: string, team = 'platform'): PostedAlert =>
      alert({ alertname: name, severity: 'ticket', team, service_name: service });
    const about = (name: string, path: string) => (request: WebhookRequest) =>
      request.path === path && JSON.stringify(request.body).includes(name);
    const told = (name: string): string[] => [
      ...new Set(
        webhooks.requests
          .filter(({ body }) => JSON.stringify(body).includes(name))
          .map(({ path }) => path),
      ),
    ];

    test('is accepted by amtool, strictly, without a warning', async () => {
      const { status, stdout, stderr } = await runTool('AMTOOL', [
        'check-config',
        platform.configFile,
        '--enable-feature=utf8-strict-mode',
      ]);
      expect(stdout).toContain('SUCCESS');
      expect(
        stderr
          .split('\n')
          .filter((line) => /warn|error/i.test(line) && !line.includes('UTF-8 strict mode')),
      ).toEqual([]);
      expect(status).toBe(0);
    });

    test('routes every planned alert as our own evaluator says', async () => {
      const config = parse(readFileSync(platform.configFile, 'utf8')) as AlertmanagerConfig;
      const planned = platform.plan.alerts.flatMap(({ rules }) => rules);
      const kinds = new Map<string, Labels>();
      for (const { alert: alertname, labels, team, severity, escalation } of planned) {
        for (const service_name of ['forecast-worker', 'forecast-api']) {
          const key = [team, severity, escalation, service_name, alertname === 'Watchdog'].join();
          kinds.set(key, { alertname, ...labels, service_name });
        }
      }
      expect(kinds.size).toBeGreaterThan(5);
      kinds.set('unknown team', {
        alertname: 'X',
        severity: 'page',
        team: 'none',
        service_name: 'x',
        area: 'x',
      });
      kinds.set('no labels', {
        alertname: 'X',
        service_name: 'x',
        area: 'x',
      });
      for (const labels of kinds.values()) {
        const { stdout } = await runTool('AMTOOL', [
          'config',
          'routes',
          'test',
          `--config.file=${platform.configFile}`,
          ...Object.entries(labels).map(([label, value]) => `${label}=${value}`),
        ]);
        const receivers = deliveriesOf(config, labels).map(({ receiver }) => receiver);
        expect({ labels, receivers: stdout.trim().split('\n')[0] }).toEqual({
          labels,
          receivers: receivers.join(','),
        });
      }
    });

    test('sends a page to the team and to whoever is on call, and its copy to the next step only', async () => {
      const name = 'ErrorsHigh';
      const onCall = whoIsOnCall(platform.rotation, Date.now())?.id;
      await alertmanager.post([page(name, 'forecast-api')]);
      await webhooks.received(about(name, '/pager'));
      await webhooks.received(about(name, `/${onCall}`));
      await webhooks.received(about(name, '/pagerduty'));
      expect(told(name)).not.toContain('/lead');
      const before = webhooks.requests.filter(({ path }) => path === '/pager').length;

      const copy = page(name, 'forecast-api');
      await alertmanager.post([{ ...copy, labels: { ...copy.labels, escalation: '1' } }]);
      const { body } = await webhooks.received(about(name, '/lead'));
      expect(body.alerts.map(({ labels }) => labels.escalation)).toEqual(['1']);
      await alertmanager.post([{ ...copy, labels: { ...copy.labels, escalation: '2' } }]);
      const mail = await smtp.received(({ to }) => to.includes('management@fluxora.example'));
      expect(mail.subject).toBe('[PAGE, step 2] ErrorsHigh: forecast-api (production)');

      expect(webhooks.requests.filter(({ path }) => path === '/pager')).toHaveLength(before);
      // The other person's route matched as well, and was not active.
      expect(told(name).toSorted()).toEqual(
        [`/${onCall}`, '/lead', '/pager', '/pagerduty'].toSorted(),
      );
    });

    test('a mail says what happened and where to go, also as HTML', async () => {
      const { subject, parts } = await smtp.received(({ to }) =>
        to.includes('pager@fluxora.example'),
      );
      expect(subject).toBe('[PAGE] ErrorsHigh: forecast-api (production)');
      const silence =
        'http://alertmanager.fluxora.example/#/silences/new?filter=%7Balertname%3D%22ErrorsHigh%22%2Cservice_name%3D%22forecast-api%22%2Cdeployment_environment_name%3D%22production%22%7D';
      const text = parts.find(({ type }) => type === 'text/plain')?.text ?? '';
      for (const part of [
        ANNOTATIONS.summary,
        ANNOTATIONS.description,
        ANNOTATIONS.dashboard_url,
        ANNOTATIONS.runbook_url,
        silence,
      ]) {
        expect(text).toContain(part);
      }
      const html = parts.find(({ type }) => type === 'text/html')?.text ?? '';
      expect(html).toContain('&lt;text&gt;');
      const links = Array.from(html.matchAll(/href="([^"]+)"/g), ([, link = '']) =>
        link.replaceAll('&amp;', '&'),
      );
      expect(links).toEqual([ANNOTATIONS.runbook_url, ANNOTATIONS.dashboard_url, silence]);
    });

    test('tickets go to chats, each in its own markup, and their end is told', async () => {
      const name = 'CacheCold';
      const posted = ticket(name, 'forecast-model');
      await alertmanager.post([posted]);
      const slack = (await webhooks.received(about(name, '/slack'))).body as unknown as {
        channel: string;
        attachments: {
          title: string;
          text: string;
          color: string;
          actions: { text: string; url: string }[];
        }[];
      };
      expect(slack.channel).toBe('#platform');
      expect(slack.attachments[0]).toMatchObject({
        title: '[TICKET] CacheCold: forecast-model (production)',
        color: 'warning',
      });
      expect(slack.attachments[0]?.text).toContain(`*${ANNOTATIONS.summary}*`);
      expect(slack.attachments[0]?.actions.map(({ text }) => text)).toEqual([
        'Runbook',
        'Dashboard',
        'Silence',
      ]);
      const teams = JSON.stringify((await webhooks.received(about(name, '/msteams'))).body);
      expect(teams).toContain(`[Runbook](${ANNOTATIONS.runbook_url})`);

      await alertmanager.post([{ ...posted, endsAt: new Date().toISOString() }]);
      await webhooks.received(
        (request) =>
          about(name, '/slack')(request) && JSON.stringify(request.body).includes('[RESOLVED]'),
      );
    });

    test('an SMS is one message of 160 characters, however long the summary', async () => {
      const data = JSON.stringify({
        status: 'firing',
        alerts: [
          { status: 'firing', annotations: { summary: 'x'.repeat(500) }, labels: {} },
          { status: 'firing' },
        ],
        commonLabels: { severity: 'page', escalation: '2', alertname: 'A'.repeat(80) },
      });
      const file = `${dirname(platform.configFile)}/sms.json`;
      writeFileSync(file, data);
      const { stdout, stderr } = await runTool('AMTOOL', [
        'template',
        'render',
        `--template.glob=${dirname(platform.configFile)}/templates/*.tmpl`,
        '--template.text={{ template "fluxora.sms" . }}',
        `--template.data=${file}`,
      ]);
      expect(stderr).toBe('');
      expect(stdout.trim()).toMatch(/^PAGE step 2 A{40}: x{85} \[2 alerts\]$/);
      expect(stdout.trim().length).toBeLessThanOrEqual(160);
    });

    test('is silent about tickets of a service that pages, and about what an alert explains', async () => {
      const [inhibition] = inhibitionsOf(platform.plan).filter(({ equal }) =>
        equal.includes('service_name'),
      );
      if (inhibition === undefined) throw new Error('no planned alert silences another');
      const [target = ''] = inhibition.targets;
      await alertmanager.post([
        page('WorkersGone', 'forecast-usage'),
        page(inhibition.source.name, 'explained'),
      ]);
      await webhooks.received(about('WorkersGone', '/pager'));
      await alertmanager.post([
        ticket('CacheSlow', 'forecast-usage'),
        ticket('CacheSlow', 'another'),
        page(target, 'explained'),
      ]);
      const inhibited = async (name: string, service: string): Promise<boolean | undefined> => {
        const alerts = await alertmanager.alerts();
        const found = alerts.find(
          ({ labels }) => labels.alertname === name && labels.service_name === service,
        );
        return found?.status.state === 'unprocessed'
          ? undefined
          : (found?.status.inhibitedBy.length ?? 0) > 0;
      };
      await eventually(
        'the ticket is inhibited',
        async () => (await inhibited('CacheSlow', 'forecast-usage')) === true,
      );
      await eventually(
        'the consequence is inhibited',
        async () => (await inhibited(target, 'explained')) === true,
      );
      await webhooks.received(about('another', '/slack'));
      expect(webhooks.requests.filter(about('forecast-usage', '/slack'))).toEqual([]);
    });

    test('is silent in a mute window about tickets with its labels, and not about pages', async () => {
      await alertmanager.post([
        ticket('QueueLong', 'forecast-worker', 'forecasting'),
        ticket('QueueLong', 'forecast-model-2', 'forecasting'),
      ]);
      await smtp.received(({ subject }) => subject.includes('QueueLong: forecast-model-2'));
      // Only groups are said to be muted: their route is, not the alert.
      await eventually('the muted ticket is seen', async () => {
        const response = await fetch(`${alertmanager.url}/api/v2/alerts/groups`);
        const groups = (await response.json()) as {
          labels: Labels;
          alerts: { status: { mutedBy: string[] } }[];
        }[];
        return groups.some(
          ({ labels, alerts }) =>
            labels.service_name === 'forecast-worker' &&
            alerts.every(({ status }) => status.mutedBy.includes('mute/worker-maintenance')),
        );
      });
      await alertmanager.post([page('JobsStuck', 'forecast-worker', 'forecasting')]);
      await webhooks.received(about('JobsStuck', '/pager'));
      expect(
        smtp.mails.filter(({ subject }) => subject.includes('QueueLong: forecast-worker')),
      ).toEqual([]);
    });

    test('the alert that always fires reaches its switch again and again, and nobody else', async () => {
      const watchdog = { ...alert({ alertname: 'Watchdog', severity: 'none', team: 'platform' }) };
      await alertmanager.post([watchdog]);
      await eventually(
        'it was heard twice',
        async () => webhooks.requests.filter(about('Watchdog', '/watchdog')).length >= 2,
      );
      expect(told('Watchdog')).toEqual(['/watchdog']);
    });

    test('pages of a team that nobody declared reach the platform’s', async () => {
      await alertmanager.post([page('ForeignAlert', 'foreign', 'unheard-of')]);
      const { body } = await webhooks.received(about('ForeignAlert', '/pager'));
      expect(body.receiver).toBe('platform/page');
    });

    test('renders every template', () => {
      expect(alertmanager.log()).not.toMatch(/template.*(undefined|failed|error)|level=error/i);
    });
  },
);
