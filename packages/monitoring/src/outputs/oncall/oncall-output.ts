import type { Output } from '../output.ts';
import { calendarFile } from './calendar-file.ts';
import { pagerDutyFile } from './pagerduty-file.ts';
import { rotationPage } from './rotation-page.ts';

/** Rotations for people: calendars and pages; and for PagerDuty, by Terraform. */
export const onCallOutput: Output = {
  name: 'oncall',
  files: ({ monitoring }) => {
    const rotations = Object.entries(monitoring.oncall);
    if (rotations.length === 0) return [];
    return [
      ...rotations.flatMap(([name, rotation]) => [
        calendarFile(name, rotation, monitoring.today),
        rotationPage(name, rotation, monitoring.today),
      ]),
      pagerDutyFile(monitoring),
    ];
  },
};
