import type { CheckRule } from '../check-rule.ts';
import { LOG_ALERTS } from '../../outputs/loki/alerts/index.ts';
import { ALERT_SOURCES } from '../../rules/alerts/index.ts';
import { SLO_ALERT_SOURCES } from '../../rules/slos/index.ts';

/** Thresholds are looked at again when they said they would be, and some alert reads them. */
export const thresholdsReviewed: CheckRule = ({ monitoring }) => {
  const { thresholds, today, alerts } = monitoring;
  const used = new Set<string>(
    [...SLO_ALERT_SOURCES, ...ALERT_SOURCES, ...LOG_ALERTS, ...alerts].flatMap(
      (source) => source.thresholds ?? [],
    ),
  );
  return Object.entries(thresholds).flatMap(([name, { review, reason }]) => {
    const messages = [
      ...(review < today
        ? [
            `should have been looked at by ${review}. Look at its value and its reason, and set the next review.`,
          ]
        : []),
      ...(reason.trim() === '' ? ['has no reason. Say why this value and not another.'] : []),
      ...(used.has(name) ? [] : ['is read by no alert. Name it in one, or remove it.']),
    ];
    return messages.map((message) => ({ place: `thresholds/${name}`, message }));
  });
};
