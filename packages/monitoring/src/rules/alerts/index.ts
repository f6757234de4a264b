import type { AlertSource } from '../alert-source.ts';

/** Every alert that comes with the package, by area. A new one is a file and a line here. */
export const ALERT_SOURCES: readonly AlertSource[] = [];
