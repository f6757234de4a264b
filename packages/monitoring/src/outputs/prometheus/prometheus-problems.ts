import type { Plan } from '../../plan.ts';
import type { Problem } from '../../problems.ts';
import { recordingName } from './rule-files.ts';

/** Tests that want a recording group which is not there. */
export function prometheusProblems(plan: Plan): Problem[] {
  const names = plan.recording.map((group) => recordingName(plan, group));
  return [...plan.recording, ...plan.alerts].flatMap((group) =>
    group.tests.flatMap((test) =>
      (test.groups ?? [])
        .filter((name) => !names.includes(name))
        .map((name) => ({
          place: `prometheus/tests/${group.name}`,
          message:
            `the test "${test.name}" names the recording group "${name}", which is not there. ` +
            `Use one of ${names.join(', ')}.`,
        })),
    ),
  );
}
