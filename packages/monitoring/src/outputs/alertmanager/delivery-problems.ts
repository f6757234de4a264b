import type { MuteWindow } from '../../define/mute-window.ts';
import type { Team } from '../../define/team.ts';
import { WEEKDAYS } from '../../oncall/local-time.ts';
import { isWithinHours } from '../../oncall/hours.ts';
import type { Plan, PlannedAlert } from '../../plan.ts';
import type { Problem } from '../../problems.ts';
import type { AlertmanagerConfig } from './alertmanager-config.ts';
import { hasIntegrations } from './config-problems.ts';
import { deliveriesOf, isSending, type Labels } from './evaluate-route.ts';
import { combinations } from './muted-route.ts';
import { escalationReceiver } from './receiver-names.ts';
import { instantsOfChange } from './instants-of-change.ts';

/**
 * Whether every planned alert reaches somebody at every minute, but for what the definition mutes, and every step of escalation its
 * own people. Looked at for two weeks around each of the next clock changes, at every instant at which a time interval can begin or
 * end: between two of them nothing changes.
 */
export function deliveryProblems(plan: Plan, config: AlertmanagerConfig): Problem[] {
  const { monitoring } = plan;
  const instants = instantsOfChange(config, monitoring.today);
  return distinctAlerts(plan).flatMap((alert) => {
    const place = `alerts/${alert.source.area}/${alert.alert}`;
    return variantsOf(alert, monitoring.muteWindows).flatMap((labels) => {
      const deliveries = deliveriesOf(config, labels).filter(({ receiver }) =>
        hasIntegrations(config.receivers.find(({ name }) => name === receiver)),
      );
      const step = escalationReceiver(alert.team, alert.escalation);
      if (alert.escalation > 0 && !deliveries.some(({ receiver }) => receiver === step)) {
        return [
          { place, message: `step ${alert.escalation} does not reach "${step}". ${OUR_BUG}` },
        ];
      }
      const team = monitoring.teams.find(({ name }) => name === alert.team);
      const isSent = (instant: number): boolean =>
        deliveries.some(({ route }) => isSending(config, route, instant));
      const lost = instants.find(
        (instant) => !isSent(instant) && !isMuted(labels, team, monitoring.muteWindows, instant),
      );
      if (lost !== undefined) {
        return [
          {
            place,
            message: `with ${show(labels)} it reaches nobody at ${new Date(lost).toISOString()}. ${OUR_BUG}`,
          },
        ];
      }
      return instants.some(isSent)
        ? []
        : [
            {
              place,
              message: `with ${show(labels)} it is muted at all hours: nobody is ever told. Shorten its mute windows.`,
            },
          ];
    });
  });
}

const OUR_BUG = 'Unless the definition says so, this is a bug of ours: report it.';

/** One of each kind of routing: alerts that differ by name alone go the same ways, unless a window names one. */
function distinctAlerts(plan: Plan): PlannedAlert[] {
  const named = new Set(
    plan.monitoring.muteWindows.flatMap(({ matchers }) => matchers?.alertname ?? []),
  );
  const seen = new Map<string, PlannedAlert>();
  for (const alert of plan.alerts.flatMap(({ rules }) => rules)) {
    if (alert.severity === 'none') continue;
    const key = JSON.stringify([
      alert.team,
      alert.severity,
      alert.escalation,
      alert.source.area,
      named.has(alert.alert) ? alert.alert : '',
    ]);
    if (!seen.has(key)) seen.set(key, alert);
  }
  return [...seen.values()];
}

/** An alert as it is, and with the labels of each combination of mute windows that it could have. */
function variantsOf(alert: PlannedAlert, windows: readonly MuteWindow[]): Labels[] {
  const labels = { ...alert.labels, alertname: alert.alert };
  const possible = windows
    .map(({ matchers = {} }) => ({ labels: matchers }))
    .filter((window) =>
      Object.entries(window.labels).every(
        ([label, value]) => !(label in labels) || (labels as Labels)[label] === value,
      ),
    );
  return [labels, ...combinations(possible).map((extra) => ({ ...labels, ...extra }))];
}

/** What the definition says, read anew and not from the routes. */
function isMuted(
  labels: Labels,
  team: Team | undefined,
  windows: readonly MuteWindow[],
  instant: number,
): boolean {
  const hours = labels.severity === 'ticket' ? team?.ticketHours : undefined;
  if (hours && !isWithinHours({ days: WEEKDAYS.slice(0, 5), ...hours }, instant)) return true;
  return windows.some(
    (window) =>
      (labels.severity === 'ticket' || window.pages === true) &&
      Object.entries(window.matchers ?? {}).every(([label, value]) => labels[label] === value) &&
      isWithinHours(window, instant),
  );
}

function show(labels: Labels): string {
  return `{${Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(', ')}}`;
}
