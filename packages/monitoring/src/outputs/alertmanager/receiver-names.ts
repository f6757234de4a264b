/** Told about what is told to nobody: it has no integrations. */
export const NOBODY = 'nobody';

/** Hears the alert that always fires. */
export const DEAD_MANS_SWITCH = 'dead-mans-switch';

/** Names of a definition have no slash, so that composed ones cannot meet. */
export function pageReceiver(team: string): string {
  return `${team}/page`;
}

export function ticketReceiver(team: string): string {
  return `${team}/ticket`;
}

/** @param step - From 1. */
export function escalationReceiver(team: string, step: number): string {
  return `${team}/escalation-${step}`;
}

export function onCallReceiver(rotation: string, person: string): string {
  return `oncall/${rotation}/${person}`;
}
