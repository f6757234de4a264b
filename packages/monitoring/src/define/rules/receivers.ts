import type { Problem } from '../../problems.ts';
import type { MonitoringDefinition } from '../monitoring.ts';
import type { Receiver, SecretFile } from '../team.ts';
import { isEmail, isKebabCase, isPhone } from './texts.ts';

/** Receivers: each can be reached as written, is used by somebody, and gets its secrets from files. */
export function receiversRule(definition: MonitoringDefinition): readonly Problem[] {
  const { receivers, targets } = definition;
  const used = usedReceivers(definition);
  const deadMan = targets?.deadMansSwitch;
  const unknown =
    deadMan !== undefined && !Object.hasOwn(receivers, deadMan)
      ? [
          {
            place: 'targets/deadMansSwitch',
            message: `receiver "${deadMan}" is not declared. Add it to receivers, or correct the name.`,
          },
        ]
      : [];
  return [
    ...unknown,
    ...Object.entries(receivers).flatMap(([name, receiver]) => {
      const place = `receivers/${name}`;
      const messages = [
        ...(isKebabCase(name)
          ? []
          : [`the name "${name}" is not kebab-case. Write it as in "platform-chat".`]),
        ...(used.has(name)
          ? []
          : ['is used by no team, no person and no switch. Use it, or remove it.']),
        ...addressMessages(receiver, targets?.smtp !== undefined),
      ];
      return messages.map((message) => ({ place, message }));
    }),
  ];
}

function usedReceivers({ teams, oncall = {}, targets }: MonitoringDefinition): Set<string> {
  return new Set([
    ...teams.flatMap(({ page, ticket, escalation = [] }) => [
      ...page,
      ...ticket,
      ...escalation.flatMap((step) => step.receivers),
    ]),
    ...Object.values(oncall).flatMap(({ people }) =>
      people.flatMap((person) => person.receivers ?? []),
    ),
    ...(targets?.deadMansSwitch === undefined ? [] : [targets.deadMansSwitch]),
  ]);
}

function addressMessages(receiver: Receiver, hasSmtp: boolean): string[] {
  switch (receiver.kind) {
    case 'email':
      return [
        ...(hasSmtp
          ? []
          : ['is for mails, but there is no server to hand them over to. Set targets.smtp.']),
        ...(receiver.to.length === 0 ? ['has no address. Name at least one.'] : []),
        ...receiver.to
          .filter((address) => !isEmail(address))
          .map((address) => `"${address}" is no address. Write it as in "team@fluxora.example".`),
      ];
    case 'sms':
      return [
        ...(isPhone(receiver.phoneNumber)
          ? []
          : [`"${receiver.phoneNumber}" is not in E.164. Write it as in "+34600000000".`]),
        ...(/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(receiver.region)
          ? []
          : [`"${receiver.region}" is no region of AWS. Write it as in "eu-south-2".`]),
      ];
    case 'slack':
      return [
        ...(/^[#@]\S+$|^[A-Z0-9]{9,}$/.test(receiver.channel)
          ? []
          : [`channel "${receiver.channel}" is none. Write it as in "#platform".`]),
        ...fileMessages(receiver.webhook),
      ];
    case 'msteams':
      return fileMessages(receiver.webhook);
    case 'pagerduty':
      return fileMessages(receiver.routingKey);
    case 'webhook':
  }
  return typeof receiver.url === 'string' ? urlMessages(receiver.url) : fileMessages(receiver.url);
}

function fileMessages({ file }: SecretFile): string[] {
  return file.startsWith('/') && !file.endsWith('/')
    ? []
    : [
        `"${file}" is no absolute path of a file. Write it as in "/etc/alertmanager/secrets/slack".`,
      ];
}

function urlMessages(text: string): string[] {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return [`"${text}" is no web address. Write it as in "https://pager.fluxora.example/alerts".`];
  }
  return url.username === '' && url.password === ''
    ? []
    : ['has a user or password in its URL. Put the URL into a file, and name the file.'];
}
