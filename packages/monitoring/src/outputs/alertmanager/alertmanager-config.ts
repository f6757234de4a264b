/** The part of Alertmanager's configuration that we write and evaluate, in its own words. */
export interface AlertmanagerConfig {
  readonly global: Readonly<Record<string, unknown>>;
  readonly templates: readonly string[];
  readonly route: Route;
  readonly receivers: readonly ReceiverConfig[];
  readonly inhibit_rules: readonly InhibitRule[];
  readonly time_intervals: readonly TimeInterval[];
}

export interface Route {
  readonly receiver?: string | undefined;
  /** All must hold: `severity="page"`. */
  readonly matchers?: readonly string[] | undefined;
  /** Whether later siblings are asked, too. */
  readonly continue?: boolean | undefined;
  readonly group_by?: readonly string[] | undefined;
  readonly group_wait?: string | undefined;
  readonly group_interval?: string | undefined;
  readonly repeat_interval?: string | undefined;
  readonly mute_time_intervals?: readonly string[] | undefined;
  readonly active_time_intervals?: readonly string[] | undefined;
  readonly routes?: readonly Route[] | undefined;
}

/** A name and lists of integrations: `email_configs`, `sns_configs`. Without any, messages to it are dropped. */
export interface ReceiverConfig {
  readonly name: string;
  readonly [integrations: `${string}_configs`]: readonly Readonly<Record<string, unknown>>[];
}

export interface InhibitRule {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  readonly equal: readonly string[];
}

/** Holds when one of its parts does. */
export interface TimeInterval {
  readonly name: string;
  readonly time_intervals: readonly TimeIntervalPart[];
}

/** Holds when all of its fields do; a field, when one of its entries does. */
export interface TimeIntervalPart {
  readonly times?: readonly { readonly start_time: string; readonly end_time: string }[];
  readonly weekdays?: readonly string[];
  /** `5:11`, both included. */
  readonly days_of_month?: readonly string[];
  readonly months?: readonly string[];
  readonly years?: readonly string[];
  /** @defaultValue UTC */
  readonly location?: string;
}

/** A matcher as it stands in the file: `matcher('severity', '=', 'page')` → `severity="page"`. */
export function matcher(label: string, operator: '=' | '!=' | '=~' | '!~', value: string): string {
  return `${label}${operator}${JSON.stringify(value)}`;
}
