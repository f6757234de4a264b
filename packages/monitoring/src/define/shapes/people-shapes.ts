import { either, flag, listOf, text } from '@fluxora/telemetry-core/option-rules';
import type { MuteWindow } from '../mute-window.ts';
import type { Override, Person, Rotation, Shift } from '../on-call.ts';
import type { EscalationStep, Receiver, SecretFile, Team, TicketHours } from '../team.ts';
import { anything, kindOf, number, objectOf, recordOf } from './object-rule.ts';

/*
 * Types only: whether names, times and addresses make sense is judged in `define/rules`.
 */

const names = listOf(text, 'names of receivers');
const days = listOf(text, 'weekdays');

export const teamShape = objectOf<Team>(
  { name: text, page: names, ticket: names },
  {
    ticketHours: objectOf<TicketHours>({ timeZone: text, from: text, to: text }, { days }),
    escalation: listOf(objectOf<EscalationStep>({ after: text, receivers: names }, {}), 'steps'),
    rotation: text,
  },
);

const secret = objectOf<SecretFile>({ file: text }, {});

type Of<K extends Receiver['kind']> = Extract<Receiver, { readonly kind: K }>;

export const receiverShape = kindOf<Receiver>({
  email: objectOf<Of<'email'>>({ kind: anything, to: listOf(text, 'addresses') }, {}),
  sms: objectOf<Of<'sms'>>({ kind: anything, phoneNumber: text, region: text }, {}),
  slack: objectOf<Of<'slack'>>({ kind: anything, channel: text, webhook: secret }, {}),
  msteams: objectOf<Of<'msteams'>>({ kind: anything, webhook: secret }, {}),
  pagerduty: objectOf<Of<'pagerduty'>>({ kind: anything, routingKey: secret }, {}),
  webhook: objectOf<Of<'webhook'>>(
    { kind: anything, url: either('a URL, or a file that has one: { file: … }', text, secret) },
    {},
  ),
});

const personShape = objectOf<Person>(
  { id: text, name: text, email: text },
  { phone: text, receivers: names, pagerDutyUser: text },
);

const shiftShape = objectOf<Shift>(
  { people: listOf(text, 'ids of people') },
  {
    days,
    from: text,
    to: text,
    turn: either('{ weeks: … } or { days: … }', ...turns('weeks', 'days')),
  },
);

export const rotationShape = objectOf<Rotation>(
  {
    timeZone: text,
    start: text,
    people: listOf(personShape, 'people'),
    shifts: listOf(shiftShape, 'shifts'),
  },
  {
    overrides: listOf(objectOf<Override>({ person: text, from: text, to: text }, {}), 'overrides'),
  },
);

export const muteWindowShape = objectOf<MuteWindow>(
  { name: text, timeZone: text, from: text, to: text },
  { days, matchers: recordOf(text, 'values by label'), pages: flag },
);

function turns(...units: readonly string[]) {
  return units.map((unit) => objectOf<Record<string, unknown>>({ [unit]: number }, {}));
}
