import type { Monitoring } from '../../define/monitoring.ts';
import type { Receiver } from '../../define/team.ts';
import type { ReceiverConfig } from './alertmanager-config.ts';
import {
  DEAD_MANS_SWITCH,
  escalationReceiver,
  NOBODY,
  onCallReceiver,
  pageReceiver,
  ticketReceiver,
} from './receiver-names.ts';

type Integration = readonly [kind: `${string}_configs`, config: Readonly<Record<string, unknown>>];

/** One receiver for each list of receivers that a definition names: those of a team, of a step, of a person. */
export function createReceivers(
  monitoring: Monitoring,
  onCall: ReadonlySet<string>,
): ReceiverConfig[] {
  const { teams, oncall, receivers, targets } = monitoring;
  const compose = (name: string, names: readonly string[]): ReceiverConfig =>
    toReceiver(
      name,
      names.flatMap((each) => (receivers[each] ? [receivers[each]] : [])),
    );
  const rotations = new Set(teams.flatMap(({ rotation }) => rotation ?? []));
  return [
    ...(targets.deadMansSwitch === undefined
      ? []
      : [compose(DEAD_MANS_SWITCH, [targets.deadMansSwitch])]),
    { name: NOBODY },
    ...teams.flatMap((team) => [
      compose(pageReceiver(team.name), team.page),
      compose(ticketReceiver(team.name), team.ticket),
      ...(team.escalation ?? []).map((step, index) =>
        compose(escalationReceiver(team.name, index + 1), step.receivers),
      ),
    ]),
    ...[...rotations].flatMap((rotation) =>
      (oncall[rotation]?.people ?? []).flatMap((person) => {
        const name = onCallReceiver(rotation, person.id);
        return onCall.has(name) ? [compose(name, person.receivers ?? [])] : [];
      }),
    ),
  ];
}

function toReceiver(name: string, receivers: readonly Receiver[]): ReceiverConfig {
  const integrations: Record<`${string}_configs`, Readonly<Record<string, unknown>>[]> = {};
  for (const receiver of receivers) {
    for (const [kind, config] of integrationsOf(receiver)) {
      (integrations[kind] ??= []).push(config);
    }
  }
  return { name, ...integrations };
}

function integrationsOf(receiver: Receiver): Integration[] {
  switch (receiver.kind) {
    case 'email':
      return [['email_configs', emailConfig(receiver.to)]];
    case 'sms':
      return [['sns_configs', smsConfig(receiver)]];
    case 'slack':
      return [['slack_configs', slackConfig(receiver)]];
    case 'msteams':
      return [['msteamsv2_configs', teamsConfig(receiver.webhook.file)]];
    case 'pagerduty':
      return [['pagerduty_configs', pagerDutyConfig(receiver.routingKey.file)]];
    case 'webhook':
  }
  return [['webhook_configs', webhookConfig(receiver.url)]];
}

function emailConfig(to: readonly string[]): Integration[1] {
  return {
    to: to.join(', '),
    send_resolved: true,
    headers: { Subject: template('subject') },
    text: template('mail.text'),
    html: template('mail.html'),
  };
}

/** The end of an alert is worth a line in a chat, but no message that wakes somebody again. */
function smsConfig({ phoneNumber, region }: Extract<Receiver, { kind: 'sms' }>): Integration[1] {
  return {
    phone_number: phoneNumber,
    sigv4: { region },
    send_resolved: false,
    message: template('sms'),
  };
}

function slackConfig({ channel, webhook }: Extract<Receiver, { kind: 'slack' }>): Integration[1] {
  const button = (text: string, url: string): Readonly<Record<string, string>> => ({
    type: 'button',
    text,
    url,
  });
  return {
    api_url_file: webhook.file,
    channel,
    send_resolved: true,
    color: template('chat.color'),
    fallback: template('subject'),
    title: template('subject'),
    title_link: template('dashboard'),
    text: template('slack.text'),
    actions: [
      button('Runbook', template('runbook')),
      button('Dashboard', template('dashboard')),
      button('Silence', template('silence')),
    ],
  };
}

function teamsConfig(file: string): Integration[1] {
  return {
    webhook_url_file: file,
    send_resolved: true,
    title: template('subject'),
    text: template('teams.text'),
  };
}

function pagerDutyConfig(file: string): Integration[1] {
  return {
    routing_key_file: file,
    send_resolved: true,
    description: template('subject'),
    severity: template('pagerduty.severity'),
    client: 'Alertmanager',
    client_url: template('silence'),
    class: '{{ .CommonLabels.alertname }}',
    group: '{{ .CommonLabels.area }}',
    component: template('service'),
    details: { alerts: template('alerts.text'), silence: template('silence') },
    links: [
      { href: template('runbook'), text: 'Runbook' },
      { href: template('dashboard'), text: 'Dashboard' },
      { href: template('silence'), text: 'Silence' },
    ],
  };
}

function webhookConfig(url: Extract<Receiver, { kind: 'webhook' }>['url']): Integration[1] {
  return {
    ...(typeof url === 'string' ? { url } : { url_file: url.file }),
    send_resolved: true,
  };
}

function template(name: string): string {
  return `{{ template "fluxora.${name}" . }}`;
}
