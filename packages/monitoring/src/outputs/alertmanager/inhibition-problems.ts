import { ALERT_SOURCES } from '../../rules/alerts/index.ts';
import type { AlertSource } from '../../rules/alert-source.ts';
import { SLO_ALERT_SOURCES } from '../../rules/slos/index.ts';
import { storedLabel } from '../../naming/naming.ts';
import type { Plan } from '../../plan.ts';
import type { Problem } from '../../problems.ts';
import { EVERY_OTHER, inhibitionsOf, plannedSources } from './create-inhibition.ts';

/** Alerts that silence what does not exist, each other, or something else than they say. */
export function inhibitionProblems(plan: Plan): Problem[] {
  return [...unknownTargets(plan), ...mutualInhibitions(plan), ...unequalLabels(plan)];
}

function unknownTargets(plan: Plan): Problem[] {
  // Those that are left out of this plan, too: they exist elsewhere.
  const known = new Set(
    [...SLO_ALERT_SOURCES, ...ALERT_SOURCES, ...plan.monitoring.alerts].map(({ name }) => name),
  );
  return plannedSources(plan).flatMap((source) =>
    (source.inhibits ?? [])
      .filter(({ alert }) => alert !== EVERY_OTHER && !known.has(alert))
      .map(({ alert }) => ({
        place: placeOf(source),
        message: `there is no alert "${alert}". Correct the name.`,
      })),
  );
}

function mutualInhibitions(plan: Plan): Problem[] {
  const inhibitions = inhibitionsOf(plan);
  return inhibitions.flatMap(({ source, targets }) =>
    inhibitions
      .filter((other) => targets.includes(other.source.name) && other.targets.includes(source.name))
      .filter((other) => source.name < other.source.name)
      .map((other) => ({
        place: placeOf(source),
        message: `it and "${other.source.name}" silence each other: when both fire, nobody is told. Let one of them win.`,
      })),
  );
}

/** For Alertmanager a label that is missing on both sides is equal. */
function unequalLabels(plan: Plan): Problem[] {
  const alerts = plan.alerts.flatMap(({ rules }) => rules);
  const has = (name: string, label: string): boolean =>
    alerts.some(
      ({ alert, source, labels }) =>
        alert === name &&
        (label in labels || source.labels.some((own) => storedLabel(own, plan.q.ingest) === label)),
    );
  return inhibitionsOf(plan).flatMap(({ source, targets, equal, isEveryOther }) =>
    targets.flatMap((target) =>
      equal
        .map((label) => ({
          label,
          ofSource: has(source.name, label),
          ofTarget: has(target, label),
        }))
        .filter(({ ofSource, ofTarget }) =>
          // Of all others, some have nothing to do with it, and are not meant.
          isEveryOther ? !ofSource : !ofSource || !ofTarget,
        )
        .map(({ label, ofSource, ofTarget }) => ({
          place: placeOf(source),
          message:
            ofSource || ofTarget
              ? `label "${label}" is on ${ofSource ? `it, but not on "${target}"` : `"${target}", but not on it`}: they are never equal, and it is not silenced. Leave the label out.`
              : `label "${label}" is neither on it nor on "${target}": that counts as equal, and all of them are silenced. Leave the label out.`,
        })),
    ),
  );
}

function placeOf({ area, name }: AlertSource): string {
  return `alerts/${area}/${name}/inhibits`;
}
