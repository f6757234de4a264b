import type { Components } from '../collector-parts.ts';

/** Loki keeps attributes, but no names of events: without this, nobody could ask it for `fluxora.health.changed`. */
export const eventNames: Components = {
  'transform/event-names': {
    error_mode: 'ignore',
    log_statements: [
      'set(log.attributes["event.name"], log.event_name) where log.event_name != nil and log.event_name != ""',
    ],
  },
};
