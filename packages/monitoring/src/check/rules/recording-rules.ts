import type { CheckRule } from '../check-rule.ts';

/** `level:metric:operations`; the operations may be missing. */
const NAME = /^[a-z_][a-z0-9_]*:[a-z_][a-z0-9_]*(?::[a-z0-9_]+)?$/;

/** Recording rules: named as Prometheus advises, each recorded once. */
export const recordingRules: CheckRule = ({ recording }) => {
  const rules = recording.flatMap((group) => group.rules);
  const keys = rules.map(({ record, labels = {} }) =>
    JSON.stringify([record, Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))]),
  );
  return rules.flatMap(({ record }, index) => {
    const place = `recording/${record}`;
    return [
      ...(NAME.test(record)
        ? []
        : [
            {
              place,
              message: `is not named "level:metric:operations". Name it as in "service_route:http_requests:rate5m".`,
            },
          ]),
      ...(keys.indexOf(keys[index] ?? '') < index
        ? [
            {
              place,
              message:
                'is recorded twice with the same labels: which value counts would be left to chance. Name one of the two otherwise.',
            },
          ]
        : []),
    ];
  });
};
