import { storedLabel } from '../../naming/naming.ts';
import { ALERT_SOURCES } from '../../rules/alerts/index.ts';
import { SLO_ALERT_SOURCES } from '../../rules/slos/index.ts';
import type { CheckRule } from '../check-rule.ts';

/** Alerts silence others that exist, not themselves, and on labels that both have. */
export const alertInhibitions: CheckRule = ({ monitoring }) => {
  const sources = [...SLO_ALERT_SOURCES, ...ALERT_SOURCES, ...monitoring.alerts];
  return sources.flatMap((source) => {
    const place = `alerts/${source.area}/${source.name}`;
    return (source.inhibits ?? []).flatMap(({ alert, equal }) => {
      const target = sources.find(({ name }) => name === alert);
      if (target === undefined) {
        return [{ place, message: `silences "${alert}", which does not exist. Correct the name.` }];
      }
      if (target === source) {
        return [{ place, message: 'silences itself. Leave itself out of inhibits.' }];
      }
      const missing = equal.filter(
        (label) => ![source, target].every(({ labels }) => has(labels, label)),
      );
      return missing.map((label) => ({
        place,
        message: `silences "${alert}" on equal "${label}", which not both have among their labels. Leave it out, or declare it.`,
      }));
    });
  });
};

/** Every alert has these, from its rule. */
const ADDED = ['team', 'severity', 'area'];

function has(labels: readonly string[], label: string): boolean {
  return [...labels.map(storedLabel), ...ADDED].includes(storedLabel(label));
}
