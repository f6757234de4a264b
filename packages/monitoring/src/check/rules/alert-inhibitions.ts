import { storedLabel } from '../../naming/naming.ts';
import { ALERT_SOURCES } from '../../rules/alerts/index.ts';
import { SLO_ALERT_SOURCES } from '../../rules/slos/index.ts';
import type { CheckRule } from '../check-rule.ts';

/** Alerts silence others on labels that both have: with a label that only one has, they would never be equal. */
export const alertInhibitions: CheckRule = ({ monitoring }) => {
  const sources = [...SLO_ALERT_SOURCES, ...ALERT_SOURCES, ...monitoring.alerts];
  return sources.flatMap((source) =>
    (source.inhibits ?? []).flatMap(({ alert, equal }) => {
      const target = sources.find(({ name }) => name === alert);
      // Whether it exists is said where routes are made.
      if (target === undefined) return [];
      return equal
        .filter((label) => ![source, target].every(({ labels }) => has(labels, label)))
        .map((label) => ({
          place: `alerts/${source.area}/${source.name}/inhibits`,
          message: `silences "${alert}" on equal "${label}", which not both have among their labels. Leave it out, or declare it.`,
        }));
    }),
  );
};

/** Every alert has these, from its rule. */
const ADDED = ['team', 'severity', 'area'];

function has(labels: readonly string[], label: string): boolean {
  return [...labels.map((each) => storedLabel(each)), ...ADDED].includes(storedLabel(label));
}
