import type { Weekday } from './on-call.ts';

/** A value that is not in the definition: a file that Alertmanager reads. */
export interface SecretFile {
  /** Path in Alertmanager's container, such as `/etc/alertmanager/secrets/slack-url`. */
  readonly file: string;
}

/** Where messages go. Secrets are files, never values. */
export type Receiver =
  | { readonly kind: 'email'; readonly to: readonly string[] }
  /** By Amazon SNS. E.164, such as `+34600000000`. */
  | { readonly kind: 'sms'; readonly phoneNumber: string; readonly region: string }
  | { readonly kind: 'slack'; readonly channel: string; readonly webhook: SecretFile }
  | { readonly kind: 'msteams'; readonly webhook: SecretFile }
  | { readonly kind: 'pagerduty'; readonly routingKey: SecretFile }
  /** Alertmanager's own JSON. A URL is public; what carries a secret is a file. */
  | { readonly kind: 'webhook'; readonly url: string | SecretFile };

/** Who is told what. Names are those of `receivers`. */
export interface Team {
  readonly name: string;
  /** Told at once, at any hour. At least one. */
  readonly page: readonly string[];
  /** Told about what can wait for working hours. At least one. */
  readonly ticket: readonly string[];
  /** Tickets that begin at other hours wait until then; those that end before are never sent. @defaultValue any hour */
  readonly ticketHours?: TicketHours;
  /** Told in steps while a page goes on. */
  readonly escalation?: readonly EscalationStep[];
  /** Name of the rotation in `oncall` that answers pages. */
  readonly rotation?: string;
}

export interface EscalationStep {
  /** How much longer than the page's own `for`, as Prometheus writes it: `15m`. Ascending. */
  readonly after: string;
  readonly receivers: readonly string[];
}

/** Wall-clock hours on some days of the week. */
export interface TicketHours {
  /** IANA zone, such as `Europe/Madrid`. */
  readonly timeZone: string;
  /** @defaultValue Monday to Friday */
  readonly days?: readonly Weekday[];
  /** `08:00` */
  readonly from: string;
  /** `18:00`; after `from`. */
  readonly to: string;
}
