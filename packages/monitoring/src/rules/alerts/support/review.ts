/** The day on which the runbooks of the package were last read. One that is changed says its own. */
export const REVIEWED = '2026-11-22';
